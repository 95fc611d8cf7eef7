import { Worker } from "@millrace/worker";
import { RedisStore } from "@millrace/store-redis";
import { MemoryStore } from "@millrace/store-memory";
const port=7999;
for (const kind of ["redis","memory"]) for (const concurrency of [1,10,50,100,500]) {
 const r=new (await import("../store-redis/node_modules/ioredis/built/index.js")).Redis(port); await r.flushall(); r.disconnect();
 const store = kind==="redis"? new RedisStore(`redis://127.0.0.1:${port}`) : new MemoryStore();
 const N=concurrency===1?30000:100000;
 for(let d=0;d<N;d+=1000) await store.enqueue(Array.from({length:1000},()=>({type:"bench",payload:new Uint8Array(32)})));
 let n=0; let done:()=>void; const fin=new Promise<void>(res=>done=res);
 const t0=performance.now();
 const w=new Worker("bench",()=>{}, {source:store, concurrency});
 w.on("completed",()=>{ if(++n===N) done(); });
 await w.start(); await fin;
 const dt=performance.now()-t0;
 console.log(kind,concurrency,"jobs/s",Math.round(N/dt*1000));
 await w.stop(); await store.close();
}
process.exit();
