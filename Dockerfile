# syntax=docker/dockerfile:1

# The images of Millrace: `docker build --target server .` and `docker build --target worker .`.

FROM node:24-slim AS workspace
WORKDIR /src
# Dependencies first: this layer changes with the lockfile alone.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npm install --global "$(node --print 'require("./package.json").packageManager')" \
  && pnpm fetch
COPY . .
RUN pnpm install --offline --frozen-lockfile

FROM workspace AS build-server
RUN pnpm --filter "@millrace/server-app..." run build \
  && pnpm --filter @millrace/server-app deploy --prod /out

FROM workspace AS build-worker
RUN pnpm --filter "@millrace/examples^..." run build \
  && pnpm --filter @millrace/examples deploy --prod /out

# The server. Settings come from the environment: `millrace-server --help` names them. Without a
# store's URL it keeps its jobs in /data/millrace.db.
FROM node:24-slim AS server
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build-server /out ./
RUN mkdir /data && chown node:node /data
WORKDIR /data
VOLUME /data
USER node
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=30s --start-interval=1s \
  CMD ["node", "--eval", "fetch(`http://127.0.0.1:${process.env.PORT || 8080}/readyz`).then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "/app/dist/main.js"]

# The example worker; an image of your own differs in what it copies and starts.
FROM node:24-slim AS worker
ENV NODE_ENV=production
WORKDIR /app
COPY --from=build-worker /out ./
USER node
CMD ["node", "demo/worker.ts"]
