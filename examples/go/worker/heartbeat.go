package main

import (
	"context"
	"maps"
	"os"
	"slices"
	"time"

	"connectrpc.com/connect"

	pb "example.com/millrace/gen/millrace/v1"
)

// heartbeat has the worker in the list of workers, on which nothing else depends.
func (w *Worker) heartbeat(leaving bool) {
	host, _ := os.Hostname()
	w.mu.Lock()
	running := uint32(len(w.running))
	w.mu.Unlock()
	call, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	w.Client.Heartbeat(call, connect.NewRequest(&pb.HeartbeatRequest{
		WorkerId: w.ID, Types: slices.Sorted(maps.Keys(w.Handlers)), Host: host,
		Concurrency: uint32(w.MaxJobs), Running: running, Leaving: leaving,
	}))
}

func every(interval time.Duration, done <-chan struct{}, work func()) {
	for ticks := time.Tick(interval); ; {
		select {
		case <-done:
			return
		case <-ticks:
			work()
		}
	}
}
