package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"maps"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/types/known/durationpb"

	pb "example.com/millrace/gen/millrace/v1"
	"example.com/millrace/gen/millrace/v1/millracev1connect"
)

// What context.Cause says when a handler is to stop.
var (
	ErrTimeout   = errors.New("the attempt took longer than the job's timeout")
	ErrCancelled = errors.New("the job is cancelled")
	ErrLeaseLost = errors.New("the lease is lost")
	ErrShutdown  = errors.New("the worker stops")
)

// ErrPermanent, wrapped in what a handler returns, fails the job for good.
var ErrPermanent = errors.New("permanent")

// Handler runs one attempt of a job; what it returns is the job's result.
type Handler func(ctx context.Context, job *pb.Job) ([]byte, error)

type progressKey struct{}

// Progress tells how far a handler's job is, from 0 to 1: within a second, whatever it says last.
func Progress(ctx context.Context, fraction float64, message string) {
	switch {
	case fraction > 1:
		fraction = 1
	case !(fraction > 0): // Also for what is no number: it must not have a call refused.
		fraction = 0
	}
	ctx.Value(progressKey{}).(*atomic.Pointer[pb.Progress]).Store(&pb.Progress{Fraction: fraction, Message: cut(message, 1_024)})
}

// Worker leases jobs, runs a handler for each, and settles them in batches.
type Worker struct {
	Client   millracev1connect.WorkerServiceClient
	ID       string             // A name that no other worker has.
	Handlers map[string]Handler // By the type of job.
	MaxJobs  int                // How many run at once, and how many a call leases or settles: up to 1,000.
	Lease    time.Duration      // How long a job of a killed worker waits; extended every third of it.
	Grace    time.Duration      // How long handlers have to end when the worker stops.

	mu       sync.Mutex
	running  map[*attempt]struct{} // Their leases are extended.
	taken    int                   // Leased and not settled.
	room     chan struct{}         // Signals that taken has become less.
	outcomes chan *attempt
}

type attempt struct {
	*pb.Lease
	stop    context.CancelCauseFunc
	expires time.Time // By this machine's clock.
	outcome *pb.SettleItem

	progress atomic.Pointer[pb.Progress] // What the server has not heard of.
}

// Run works until ctx ends; then it lets handlers end, and settles what they did.
func (w *Worker) Run(ctx context.Context) {
	w.running, w.room = map[*attempt]struct{}{}, make(chan struct{}, 1)
	w.outcomes = make(chan *attempt, w.MaxJobs)
	work, stop := context.WithCancelCause(context.WithoutCancel(ctx))
	settled := make(chan struct{})
	go w.extend(settled)
	go w.settle(settled)
	told := make(chan struct{})
	go w.heartbeat(settled, told)
	var handlers sync.WaitGroup
	for ctx.Err() == nil {
		for _, lease := range w.lease(ctx) {
			handlers.Go(func() { w.attempt(work, lease) })
		}
	}
	grace := time.AfterFunc(w.Grace, func() { stop(ErrShutdown) })
	handlers.Wait()
	grace.Stop()
	close(w.outcomes)
	<-settled
	<-told
}

// lease asks in one call for as many jobs as there is room for, and waits for the first.
func (w *Worker) lease(ctx context.Context) []*pb.Lease {
	const wait = 20 * time.Second
	room := w.MaxJobs - w.take(0)
	if room == 0 {
		select {
		case <-w.room:
		case <-ctx.Done():
		}
		return nil
	}
	call, cancel := context.WithTimeout(ctx, wait+5*time.Second)
	defer cancel()
	response, err := w.Client.Lease(call, connect.NewRequest(&pb.LeaseRequest{
		WorkerId: w.ID, Types: slices.Sorted(maps.Keys(w.Handlers)), MaxJobs: int32(room),
		Lease: durationpb.New(w.Lease), Wait: durationpb.New(wait),
	}))
	if err != nil {
		if ctx.Err() == nil {
			log.Printf("cannot lease: %v", err)
			pause(ctx, time.Second)
		}
		return nil
	}
	w.take(len(response.Msg.Leases))
	return response.Msg.Leases
}

// take counts jobs that were leased, or, below zero, settled; it returns how many are taken now.
func (w *Worker) take(jobs int) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.taken += jobs
	if jobs < 0 {
		select {
		case w.room <- struct{}{}:
		default:
		}
	}
	return w.taken
}

// attempt runs the handler, and waits for it unless the time is up or the lease lost.
func (w *Worker) attempt(work context.Context, lease *pb.Lease) {
	ctx, stop := context.WithCancelCause(work)
	defer stop(nil)
	a := &attempt{Lease: lease, stop: stop, expires: time.Now().Add(w.Lease)}
	ctx = context.WithValue(ctx, progressKey{}, &a.progress)
	w.mu.Lock()
	w.running[a] = struct{}{}
	w.mu.Unlock()
	if timeout := lease.Job.Timeout; timeout != nil {
		defer time.AfterFunc(timeout.AsDuration(), func() { stop(ErrTimeout) }).Stop()
	}
	ended := make(chan *pb.SettleItem, 1)
	go func() { ended <- w.handle(ctx, lease.Job) }()
	select {
	case a.outcome = <-ended:
	case <-ctx.Done():
		switch context.Cause(ctx) {
		case ErrTimeout:
			a.outcome = failed(ErrTimeout, "", false)
		case ErrLeaseLost:
		default:
			a.outcome = <-ended
		}
	}
	w.mu.Lock()
	delete(w.running, a)
	w.mu.Unlock()
	if context.Cause(ctx) == ErrLeaseLost {
		log.Printf("%s: %v", lease.Job.Id, ErrLeaseLost)
		w.take(-1)
		return
	}
	w.outcomes <- a
}

func (w *Worker) handle(ctx context.Context, job *pb.Job) (outcome *pb.SettleItem) {
	defer func() {
		if thrown := recover(); thrown != nil {
			outcome = failed(fmt.Errorf("panic: %v", thrown), string(debug.Stack()), false)
		}
	}()
	result, err := w.Handlers[job.Type](ctx, job)
	switch {
	case err == nil:
		return &pb.SettleItem{Outcome: &pb.SettleItem_Completed{Completed: &pb.Completed{Result: result}}}
	case context.Cause(ctx) == ErrShutdown:
		return &pb.SettleItem{Outcome: &pb.SettleItem_Released{Released: &pb.Released{Started: true}}}
	default:
		return failed(err, "", errors.Is(err, ErrPermanent))
	}
}

func failed(err error, details string, permanent bool) *pb.SettleItem {
	return &pb.SettleItem{Outcome: &pb.SettleItem_Failed{Failed: &pb.Failed{
		Message: cut(err.Error(), 8_192), Details: cut(details, 32_768), Permanent: permanent,
	}}}
}

// cut keeps what a field may have: so many bytes, of valid UTF-8.
func cut(text string, bytes int) string {
	return strings.ToValidUTF8(text[:min(len(text), bytes)], "")
}

// extend keeps leases, every third of their length, tells progress every second, and stops handlers that should end.
func (w *Worker) extend(settled <-chan struct{}) {
	interval := min(w.Lease/3, time.Second)
	every := time.NewTicker(interval)
	defer every.Stop()
	for {
		select {
		case <-settled:
			return
		case <-every.C:
		}
		if attempts, items := w.toExtend(w.Lease*2/3 + interval); len(attempts) > 0 {
			w.extendAll(attempts, items)
		}
	}
}

// toExtend has the attempts whose leases last for no longer than `left`, or whose handlers have told of progress.
func (w *Worker) toExtend(left time.Duration) (attempts []*attempt, items []*pb.ExtendItem) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for a := range w.running {
		progress := a.progress.Swap(nil)
		if progress != nil || time.Until(a.expires) <= left {
			attempts = append(attempts, a)
			items = append(items, &pb.ExtendItem{JobId: a.Job.Id, Token: a.Token, Progress: progress})
		}
	}
	return attempts, items
}

func (w *Worker) extendAll(attempts []*attempt, items []*pb.ExtendItem) {
	began := time.Now()
	call, cancel := context.WithTimeout(context.Background(), w.Lease/3)
	defer cancel()
	request := &pb.ExtendRequest{WorkerId: w.ID, Lease: durationpb.New(w.Lease), Items: items}
	response, err := w.Client.Extend(call, connect.NewRequest(request))
	if err != nil {
		log.Printf("cannot extend: %v", err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for i, a := range attempts {
		var result *pb.ExtendResult
		if err == nil {
			result = response.Msg.Results[i]
		}
		switch {
		case result.GetError().GetCode() == code.Code_ABORTED:
			a.stop(ErrLeaseLost)
		case result != nil && result.Error == nil:
			a.expires = began.Add(w.Lease)
			if result.CancelRequested {
				a.stop(ErrCancelled)
			}
		case time.Now().After(a.expires):
			a.stop(ErrLeaseLost)
		default:
			a.progress.CompareAndSwap(nil, items[i].Progress)
		}
	}
}

// heartbeat has the worker in the list of workers, on which nothing else depends: what fails is not sent again.
func (w *Worker) heartbeat(settled <-chan struct{}, told chan<- struct{}) {
	defer close(told)
	every := time.NewTicker(10 * time.Second)
	defer every.Stop()
	host, _ := os.Hostname()
	for leaving := false; ; {
		w.mu.Lock()
		beat := &pb.HeartbeatRequest{
			WorkerId: w.ID, Types: slices.Sorted(maps.Keys(w.Handlers)), Host: host,
			Concurrency: uint32(w.MaxJobs), Running: uint32(len(w.running)), Leaving: leaving,
		}
		w.mu.Unlock()
		call, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		w.Client.Heartbeat(call, connect.NewRequest(beat))
		cancel()
		if leaving {
			return
		}
		select {
		case <-settled:
			leaving = true
		case <-every.C:
		}
	}
}

// settle sends what has ended since its last call, all together.
func (w *Worker) settle(settled chan<- struct{}) {
	defer close(settled)
	for a := range w.outcomes {
		batch := []*attempt{a}
		// A message must not become too large for the server, whose limit is 4 MiB or more.
		for bytes := proto.Size(a.outcome); len(w.outcomes) > 0 && len(batch) < w.MaxJobs && bytes < 1<<20; {
			next := <-w.outcomes
			batch, bytes = append(batch, next), bytes+proto.Size(next.outcome)
		}
		taken := len(batch)
		batch = w.send(batch, false)
		for wait := 100 * time.Millisecond; len(batch) > 0; wait = min(2*wait, 5*time.Second) {
			pause(context.Background(), wait)
			batch = w.send(batch, true)
		}
		w.take(-taken)
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
		refused := &pb.ItemError{Code: code.Code_UNAVAILABLE}
		if err == nil {
			refused = response.Msg.Results[i].Error
		}
		switch refused.GetCode() {
		case code.Code_OK:
			continue
		case code.Code_ABORTED, code.Code_DATA_LOSS:
			log.Printf("%s is not settled: %s", a.Job.Id, refused.Message)
			continue
		case code.Code_INVALID_ARGUMENT, code.Code_RESOURCE_EXHAUSTED:
			a.outcome = failed(errors.New(refused.Message), "", true)
		}
		w.mu.Lock()
		if time.Now().Before(a.expires) {
			again = append(again, a)
		}
		w.mu.Unlock()
	}
	return again
}

func pause(ctx context.Context, length time.Duration) {
	select {
	case <-time.After(length):
	case <-ctx.Done():
	}
}
