package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"

	pb "example.com/millrace/gen/millrace/v1"
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
	if !(fraction > 0) { // Also for what is no number: it must not have a call refused.
		fraction = 0
	}
	progress := &pb.Progress{Fraction: min(fraction, 1), Message: cut(message, 1_024)}
	ctx.Value(progressKey{}).(*atomic.Pointer[pb.Progress]).Store(progress)
}

type attempt struct {
	*pb.Lease
	ctx      context.Context
	stop     context.CancelCauseFunc
	expires  atomic.Pointer[time.Time]   // The lease, by this machine's clock.
	progress atomic.Pointer[pb.Progress] // What the server has not heard of.
	outcome  *pb.SettleItem              // Nil when the lease is lost.
}

func newAttempt(work context.Context, lease *pb.Lease, expires time.Time) *attempt {
	a := &attempt{Lease: lease}
	a.ctx, a.stop = context.WithCancelCause(context.WithValue(work, progressKey{}, &a.progress))
	a.expires.Store(&expires)
	return a
}

func (a *attempt) isOver() bool { return time.Now().After(*a.expires.Load()) }

// run calls the handler, and waits for it unless the time is up or the lease lost.
func (a *attempt) run(handler Handler) {
	defer a.stop(nil)
	if timeout := a.Job.Timeout; timeout != nil {
		defer time.AfterFunc(timeout.AsDuration(), func() { a.stop(ErrTimeout) }).Stop()
	}
	ended := make(chan *pb.SettleItem, 1)
	go func() { ended <- a.handle(handler) }()
	select {
	case a.outcome = <-ended:
	case <-a.ctx.Done():
		switch context.Cause(a.ctx) {
		case ErrTimeout:
			a.outcome = failed(ErrTimeout, "", false)
		case ErrLeaseLost:
		default:
			a.outcome = <-ended
		}
	}
	if context.Cause(a.ctx) == ErrLeaseLost {
		a.outcome = nil
	}
}

func (a *attempt) handle(handler Handler) (outcome *pb.SettleItem) {
	defer func() {
		if thrown := recover(); thrown != nil {
			outcome = failed(fmt.Errorf("panic: %v", thrown), string(debug.Stack()), false)
		}
	}()
	result, err := handler(a.ctx, a.Job)
	switch {
	case err == nil:
		return &pb.SettleItem{Outcome: &pb.SettleItem_Completed{Completed: &pb.Completed{Result: result}}}
	case context.Cause(a.ctx) == ErrShutdown:
		return &pb.SettleItem{Outcome: &pb.SettleItem_Released{Released: &pb.Released{Started: true}}}
	default:
		return failed(err, "", errors.Is(err, ErrPermanent))
	}
}

// extended heeds the answer to an extension of the lease, which lasts until `expires` then.
func (a *attempt) extended(result *pb.ExtendResult, expires time.Time, told *pb.Progress) {
	switch {
	case result.Error == nil:
		a.expires.Store(&expires)
		if result.CancelRequested {
			a.stop(ErrCancelled)
		}
	case result.Error.Code == code.Code_ABORTED || a.isOver():
		a.stop(ErrLeaseLost)
	default:
		a.progress.CompareAndSwap(nil, told)
	}
}

// settled heeds the answer to the outcome; false when that has to be sent again.
func (a *attempt) settled(refusal *pb.ItemError) bool {
	switch refusal.GetCode() {
	case code.Code_OK:
		return true
	case code.Code_ABORTED, code.Code_DATA_LOSS:
		log.Printf("%s is not settled: %s", a.Job.Id, refusal.Message)
		return true
	case code.Code_INVALID_ARGUMENT, code.Code_RESOURCE_EXHAUSTED: // Such as a result that is too large.
		a.outcome = failed(errors.New(refusal.Message), "", true)
	}
	return a.isOver()
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
