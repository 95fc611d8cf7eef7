// A worker: `go run ./worker`.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	pb "example.com/millrace/gen/millrace/v1"
	"example.com/millrace/gen/millrace/v1/millracev1connect"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer stop()
	log.SetOutput(os.Stdout)
	host, _ := os.Hostname()
	worker := &Worker{
		Client:   millracev1connect.NewWorkerServiceClient(http.DefaultClient, cmp.Or(os.Getenv("MILLRACE_URL"), "http://localhost:8080")),
		ID:       fmt.Sprintf("%s-%d", host, os.Getpid()),
		Handlers: map[string]Handler{"report": report, "nothing": nothing},
		MaxJobs:  must(strconv.Atoi(cmp.Or(os.Getenv("MAX_JOBS"), "100"))),
		Lease:    must(time.ParseDuration(cmp.Or(os.Getenv("LEASE"), "30s"))),
		Grace:    25 * time.Second,
	}
	log.Printf("%s waits for jobs", worker.ID)
	worker.Run(ctx)
	log.Print("all jobs are settled")
}

// report writes the pages of a report.
func report(ctx context.Context, job *pb.Job) ([]byte, error) {
	var order struct {
		Title        string
		Words, Pages int
	}
	if err := json.Unmarshal(job.Payload, &order); err != nil {
		return nil, fmt.Errorf("%w: the payload is no report: %w", ErrPermanent, err)
	}
	wordsOnPage := order.Words / order.Pages
	for page := range order.Pages {
		log.Printf("%s: page %d", order.Title, page+1)
		Progress(ctx, float64(page)/float64(order.Pages), fmt.Sprintf("page %d", page+1))
		select {
		case <-time.After(time.Duration(wordsOnPage) * time.Millisecond):
		case <-ctx.Done():
			log.Printf("%s: stops, because %v", order.Title, context.Cause(ctx))
			return nil, context.Cause(ctx)
		}
	}
	return json.Marshal(map[string]any{"title": order.Title, "pages": order.Pages})
}

func nothing(context.Context, *pb.Job) ([]byte, error) { return nil, nil }

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
