package main

import (
	"context"
	"log"
	"maps"
	"slices"
	"sync"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	pb "example.com/millrace/gen/millrace/v1"
	"example.com/millrace/gen/millrace/v1/millracev1connect"
)

// Worker leases jobs, runs a handler for each, and settles them in batches.
type Worker struct {
	Client   millracev1connect.WorkerServiceClient
	ID       string             // A name that no other worker has.
	Handlers map[string]Handler // By the type of job.
	MaxJobs  int                // How many run at once, and how many a call leases or settles: up to 1,000.
	Lease    time.Duration      // How long a job of a killed worker waits; extended every third of it.
	Grace    time.Duration      // How long handlers have to end when the worker stops.

	slots   chan struct{} // One is taken by each job that is leased and not settled.
	ended   chan *attempt // To be settled.
	mu      sync.Mutex
	running map[*attempt]struct{} // Their leases are extended.
}

var unanswered = &pb.ItemError{Code: code.Code_UNAVAILABLE}

// Run works until ctx ends; then it lets handlers end, and settles what they did.
func (w *Worker) Run(ctx context.Context) {
	w.slots, w.ended = make(chan struct{}, w.MaxJobs), make(chan *attempt, w.MaxJobs)
	w.running = map[*attempt]struct{}{}
	work, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	settled := make(chan struct{})
	go func() { w.settle(); close(settled) }()
	var handlers, background sync.WaitGroup
	background.Go(func() { every(min(w.Lease/3, time.Second), settled, w.extend) })
	background.Go(func() {
		w.heartbeat(false)
		every(10*time.Second, settled, func() { w.heartbeat(false) })
	})
	for ctx.Err() == nil {
		for _, lease := range w.lease(ctx) {
			handlers.Go(func() { w.attempt(work, lease) })
		}
	}
	defer time.AfterFunc(w.Grace, func() { stop(ErrShutdown) }).Stop()
	handlers.Wait()
	close(w.ended)
	background.Wait()
	w.heartbeat(true)
}

// lease asks in one call for as many jobs as there is room for, and waits for the first.
func (w *Worker) lease(ctx context.Context) (leases []*pb.Lease) {
	const wait = 20 * time.Second
	select {
	case w.slots <- struct{}{}:
	case <-ctx.Done():
		return nil
	}
	room := 1
	for ; len(w.slots) < w.MaxJobs; room++ { // Nobody else takes any.
		w.slots <- struct{}{}
	}
	defer func() { w.free(room - len(leases)) }()
	call, cancel := context.WithTimeout(ctx, wait+5*time.Second)
	defer cancel()
	response, err := w.Client.Lease(call, connect.NewRequest(&pb.LeaseRequest{
		WorkerId: w.ID, Types: slices.Sorted(maps.Keys(w.Handlers)), MaxJobs: int32(room),
		Lease: durationpb.New(w.Lease), Wait: durationpb.New(wait),
	}))
	if err == nil {
		return response.Msg.Leases
	}
	if ctx.Err() == nil {
		log.Printf("cannot lease: %v", err)
		time.Sleep(time.Second)
	}
	return nil
}

func (w *Worker) free(slots int) {
	for range slots {
		<-w.slots
	}
}

func (w *Worker) attempt(work context.Context, lease *pb.Lease) {
	a := newAttempt(work, lease, time.Now().Add(w.Lease))
	w.mu.Lock()
	w.running[a] = struct{}{}
	w.mu.Unlock()
	a.run(w.Handlers[a.Job.Type])
	w.mu.Lock()
	delete(w.running, a)
	w.mu.Unlock()
	if a.outcome != nil {
		w.ended <- a
		return
	}
	log.Printf("%s: %v", a.Job.Id, ErrLeaseLost)
	w.free(1)
}

// extend keeps leases, every third of their length, tells progress, and stops handlers that should end.
func (w *Worker) extend() {
	began := time.Now()
	soon := began.Add(w.Lease*2/3 + time.Second)
	request := &pb.ExtendRequest{WorkerId: w.ID, Lease: durationpb.New(w.Lease)}
	var attempts []*attempt
	w.mu.Lock()
	for a := range w.running {
		if progress := a.progress.Swap(nil); progress != nil || a.expires.Load().Before(soon) {
			attempts = append(attempts, a)
			request.Items = append(request.Items, &pb.ExtendItem{JobId: a.Job.Id, Token: a.Token, Progress: progress})
		}
	}
	w.mu.Unlock()
	if len(attempts) == 0 {
		return
	}
	call, cancel := context.WithTimeout(context.Background(), w.Lease/3)
	defer cancel()
	response, err := w.Client.Extend(call, connect.NewRequest(request))
	if err != nil {
		log.Printf("cannot extend: %v", err)
	}
	for i, a := range attempts {
		result := &pb.ExtendResult{Error: unanswered}
		if err == nil {
			result = response.Msg.Results[i]
		}
		a.extended(result, began.Add(w.Lease), request.Items[i].Progress)
	}
}

// settle sends what has ended since its last call, all together, until it is answered.
func (w *Worker) settle() {
	for a := range w.ended {
		batch, size := []*attempt{a}, proto.Size(a.outcome)
		// A message must not become too large for the server, whose limit is 4 MiB or more.
		for len(w.ended) > 0 && len(batch) < w.MaxJobs && size < 1<<20 {
			a = <-w.ended
			batch, size = append(batch, a), size+proto.Size(a.outcome)
		}
		left := w.send(batch, false)
		for wait := 100 * time.Millisecond; len(left) > 0; wait = min(2*wait, 5*time.Second) {
			time.Sleep(wait)
			left = w.send(left, true)
		}
		w.free(len(batch))
	}
}

// send settles a batch; it returns what has to be sent again.
func (w *Worker) send(batch []*attempt, resend bool) (again []*attempt) {
	request := &pb.SettleRequest{Resend: resend}
	for _, a := range batch {
		a.outcome.JobId, a.outcome.Token = a.Job.Id, a.Token
		request.Items = append(request.Items, a.outcome)
	}
	call, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	response, err := w.Client.Settle(call, connect.NewRequest(request))
	if err != nil {
		log.Printf("cannot settle: %v", err)
	}
	for i, a := range batch {
		refusal := unanswered
		if err == nil {
			refusal = response.Msg.Results[i].Error
		}
		if !a.settled(refusal) {
			again = append(again, a)
		}
	}
	return again
}
