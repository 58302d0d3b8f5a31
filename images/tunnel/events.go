package main

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

// tellProblems writes an event for each Service that has got a new problem, where `kubectl describe` shows it.
func (t *tunnel) tellProblems(ctx context.Context, services []service, out planOutput) {
	problems := map[string]string{}
	for _, s := range services {
		key := s.Metadata.key()
		problem := out.Services[key].Problem
		if problem == "" {
			continue
		}
		problems[key] = problem
		if t.problems[key] == problem {
			continue
		}
		now := time.Now().UTC()
		event := map[string]any{
			"apiVersion":          "events.k8s.io/v1",
			"kind":                "Event",
			"metadata":            map[string]string{"namespace": s.Metadata.Namespace, "name": fmt.Sprintf("%s.%x", s.Metadata.Name, now.UnixNano())},
			"eventTime":           now.Format("2006-01-02T15:04:05.000000Z"),
			"reportingController": class,
			"reportingInstance":   "flotilla-tunnel",
			"action":              "Allocate",
			"reason":              "AddressNotGiven",
			"note":                problem,
			"type":                "Warning",
			"regarding": map[string]string{
				"apiVersion": "v1", "kind": "Service", "namespace": s.Metadata.Namespace, "name": s.Metadata.Name, "uid": s.Metadata.UID,
			},
		}
		path := "/apis/events.k8s.io/v1/namespaces/" + s.Metadata.Namespace + "/events"
		if err := t.kube.call(ctx, http.MethodPost, path, "application/json", event, nil); err != nil {
			fmt.Println(err)
		}
	}
	t.problems = problems
}
