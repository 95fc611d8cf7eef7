import type { AddressInfo } from "node:net";
import { type Limits, putSchedules } from "@millrace/core";
import { ScheduleRegistrar } from "@millrace/maintenance";
import { type OpenedStore, openStore } from "@millrace/open";
import { Schedules } from "@millrace/schedule";
import { findDashboard, type Logger, MillraceServer } from "@millrace/server";
import { loadConfiguration } from "./configuration.ts";
import { parseFlags } from "./flags.ts";
import { createLog, flushLog } from "./log.ts";
import { misspeltVariables } from "./misspelt-variables.ts";
import type { Configuration } from "./settings.ts";
import { VERSION } from "./version.ts";

/** A server that serves, with its store. */
export interface Program {
  readonly address: AddressInfo;
  readonly logger: Logger;
  /** Drains the server and closes the store. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts `millrace-server` as the command line and the environment say.
 *
 * @throws FlagsEnd, ConfigurationError, ListenError, or MillraceError when the store cannot be used,
 *   with what to tell the user.
 */
export async function startProgram(
  argv: readonly string[],
  env: { readonly [name: string]: string | undefined },
  isTerminal: boolean,
): Promise<Program> {
  const configuration = loadConfiguration(parseFlags(argv, VERSION), env);
  const logger = await createLog(configuration, isTerminal);
  for (const { variable, meant } of misspeltVariables(env)) {
    logger.warn(
      { variable },
      `${variable} is not a setting and is ignored; did you mean ${meant}?`,
    );
  }
  const opened = await openStore(configuration.store, {
    limits: limitsOf(configuration),
    logger,
  });
  const server = createServer(configuration, opened, logger);
  const registrar = createRegistrar(configuration, opened, logger);
  try {
    await registrar?.start();
    const address = await listen(server, configuration);
    logger.info(
      {
        version: VERSION,
        store: configuration.store.shown,
        url: urlOf(configuration.host, address),
        ...(showsDashboard(configuration) && {
          dashboard: `${urlOf(configuration.host, address)}${configuration.uiPath}`,
        }),
        ...(server.metricsAddress && {
          metrics: `${urlOf(configuration.host, server.metricsAddress)}/metrics`,
        }),
      },
      "millrace-server serves",
    );
    if (!isLoopback(address)) {
      logger.warn(
        { host: configuration.host, port: address.port },
        "the port is open to other machines, and anyone who reaches it can use the queue: keep it in a private network, or listen only on this machine (HOST=localhost)",
      );
    }
    let stopped: Promise<void> | undefined;
    const stop = async () => {
      await registrar?.stop();
      await server.stop(configuration.drainGrace);
      await opened.close();
      logger.info({}, "stopped");
      await flushLog(logger);
    };
    return {
      address,
      logger,
      stop: () => {
        stopped ??= stop();
        return stopped;
      },
    };
  } catch (error) {
    await registrar?.stop();
    await opened.close();
    throw error;
  }
}

/** Present when there are schedules to put. */
function createRegistrar(
  { schedules: file }: Configuration,
  { store }: OpenedStore,
  logger: Logger,
): ScheduleRegistrar | undefined {
  if (file === undefined) return undefined;
  const put = () => putSchedules(new Schedules(store), file.schedules, file.options);
  return new ScheduleRegistrar({ put, logger });
}

function createServer(
  configuration: Configuration,
  opened: OpenedStore,
  logger: Logger,
): MillraceServer {
  return new MillraceServer(opened.store, {
    check: () => opened.check(),
    version: VERSION,
    messageBytes: configuration.messageBytes,
    corsOrigins: configuration.corsOrigins,
    hosts: configuration.hosts,
    linkSecret: configuration.linkSecret,
    storeTimeoutMs: configuration.storeTimeout,
    maintain: configuration.maintain,
    maintainIntervalMs: configuration.maintainInterval,
    readinessIntervalMs: configuration.readinessInterval,
    limits: limitsOf(configuration),
    metrics: configuration.metrics && { port: configuration.metricsPort },
    ...(showsDashboard(configuration) && {
      dashboard: {
        files: findDashboard(import.meta.url),
        path: configuration.uiPath,
        readOnly: configuration.uiReadOnly,
        hidePayloads: configuration.uiHidePayloads,
        label: configuration.uiLabel,
      },
    }),
    portLimits: {
      connections: configuration.connections,
      connectionCalls: configuration.connectionCalls,
      connectionBytes: configuration.connectionBytes,
      heldBytes: configuration.heldBytes,
      headersMs: configuration.headersTimeout,
      requestMs: configuration.requestTimeout,
      answerMs: configuration.answerTimeout,
      idleMs: configuration.idleTimeout,
    },
    logger,
  });
}

function limitsOf(configuration: Configuration): Limits {
  const { payloadBytes, resultBytes, batchJobs, metadataEntries, metadataBytes } = configuration;
  return { payloadBytes, resultBytes, batchJobs, metadataEntries, metadataBytes };
}

/** The port cannot be had. */
export class ListenError extends Error {
  override readonly name = "ListenError";
}

async function listen(
  server: MillraceServer,
  { port: mainPort, host, metricsPort }: Configuration,
): Promise<AddressInfo> {
  try {
    return await server.start(mainPort, host);
  } catch (error) {
    const { code, message, port = mainPort } = error as NodeJS.ErrnoException & { port?: number };
    if (code === "EADDRINUSE") {
      const setting =
        port === metricsPort ? "--metrics-port or MILLRACE_METRICS_PORT" : "--port or PORT";
      throw new ListenError(
        `port ${port} of ${host} is in use; choose another one with ${setting}`,
      );
    }
    throw new ListenError(
      `cannot listen on port ${port} of ${host}: ${message}; choose another address with --host or HOST`,
    );
  }
}

/** Whether the dashboard is served: elsewhere than on this machine only if that is said. */
function showsDashboard({ ui, host }: Configuration): boolean {
  return ui ?? (host === "localhost" || host === "::1" || host.startsWith("127."));
}

/** Where the server can be reached; one that listens to several addresses has a name for them. */
function urlOf(host: string, { address, port, family }: AddressInfo): string {
  const isNamed = host === "localhost" || address === "0.0.0.0" || address === "::";
  return `http://${isNamed ? "localhost" : family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function isLoopback({ address }: AddressInfo): boolean {
  return address === "::1" || address.startsWith("127.");
}
