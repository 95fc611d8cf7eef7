// A producer: `go run ./enqueue Minutes 300 3` has a report of 300 words on 3 pages written.
package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"os"
	"strconv"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/protobuf/types/known/durationpb"

	pb "example.com/millrace/gen/millrace/v1"
	"example.com/millrace/gen/millrace/v1/millracev1connect"
)

func main() {
	if len(os.Args) != 4 {
		log.Fatal("usage: enqueue TITLE WORDS PAGES")
	}
	ctx := context.Background()
	jobs := millracev1connect.NewJobServiceClient(http.DefaultClient, cmp.Or(os.Getenv("MILLRACE_URL"), "http://localhost:8080"))
	payload, err := json.Marshal(map[string]any{"title": os.Args[1], "words": number(os.Args[2]), "pages": number(os.Args[3])})
	if err != nil {
		log.Fatal(err)
	}
	enqueued, err := jobs.Enqueue(ctx, connect.NewRequest(&pb.EnqueueRequest{Type: "report", Payload: payload}))
	if err != nil {
		log.Fatal(err)
	}
	id := enqueued.Msg.Job.Id
	fmt.Println("enqueued", id)

	// Each call answers when the job has finished, or after its wait.
	for {
		got, err := jobs.GetJob(ctx, connect.NewRequest(&pb.GetJobRequest{Id: id, Wait: durationpb.New(30 * time.Second)}))
		if err != nil {
			log.Fatal(err)
		}
		switch job := got.Msg.Job; job.Status {
		case pb.JobStatus_JOB_STATUS_COMPLETED:
			fmt.Println("completed", string(job.Result))
			return
		case pb.JobStatus_JOB_STATUS_FAILED, pb.JobStatus_JOB_STATUS_CANCELLED:
			log.Fatal(job.Status, job.Errors)
		}
	}
}

func number(text string) int {
	value, err := strconv.Atoi(text)
	if err != nil {
		log.Fatal(err)
	}
	return value
}
