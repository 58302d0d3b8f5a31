// Command flotilla-tunnel gives Services of type LoadBalancer addresses of the cluster's own network, writes them into their statuses, and
// tells that network which node each leads to. It runs in a container beside the nodes. See docs/decisions/0010-tunnel.md.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"sync"
	"syscall"
	"time"
)

const configPath = "/etc/flotilla/tunnel.json"

// orphanAfter: how long a tunnel that belongs to a terminal goes on without it, for a connection that broke may come back.
const orphanAfter = 10 * time.Second

type config struct {
	// Server is the API server's URL, CA the certificate of its authority (PEM).
	Server string         `json:"server"`
	CA     string         `json:"ca"`
	Token  string         `json:"token"`
	Ranges []addressRange `json:"ranges"`
	// KubeProxy: nodes have one.
	KubeProxy bool `json:"kubeProxy"`
	// Attached: it ends, and cleans, when nobody follows it any more.
	Attached bool `json:"attached"`
	// Cleanup: statuses that something else has written are replaced.
	Cleanup bool `json:"cleanup"`
}

func main() {
	word := "run"
	if len(os.Args) > 1 {
		word = os.Args[1]
	}
	commands := map[string]func() error{
		"run":    run,
		"plan":   planLines,
		"state":  func() error { return talk("state") },
		"follow": func() error { return talk("follow") },
		"quit":   func() error { return talk("quit") },
	}
	command, known := commands[word]
	if !known {
		command = func() error { return fmt.Errorf("there is no command %q: run, plan, state, follow or quit", word) }
	}
	if err := command(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// planLines answers inputs of the plan, a JSON document each, with outputs: for tests and for whoever wants to know why.
func planLines() error {
	decoder, encoder := json.NewDecoder(os.Stdin), json.NewEncoder(os.Stdout)
	for decoder.More() {
		var in planInput
		if err := decoder.Decode(&in); err != nil {
			return err
		}
		if err := encoder.Encode(plan(in)); err != nil {
			return err
		}
	}
	return nil
}

func run() error {
	debug.SetMemoryLimit(40 << 20)
	debug.SetGCPercent(50)
	text, err := os.ReadFile(configPath)
	if err != nil {
		return err
	}
	var c config
	if err := json.Unmarshal(text, &c); err != nil {
		return fmt.Errorf("%s: %w", configPath, err)
	}
	kube, err := newKubeClient(c)
	if err != nil {
		return err
	}
	network, err := newAnnouncer("eth0")
	if err != nil {
		return err
	}
	network.serve()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	lease := &lease{attached: c.Attached, ended: make(chan struct{})}
	state := &board{listeners: map[chan struct{}]bool{}, followed: lease.followed}
	state.show(shownState{Services: []shownService{}})
	t := newTunnel(c, kube, network, state)
	scope, end := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() { defer close(done); t.run(scope) }()
	quit := func() {
		end()
		<-done
		cleaning, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := t.clean(cleaning); err != nil {
			// The last line, which src/cluster/tunnel/tunnel-state.ts looks for.
			fmt.Println("not cleaned:", strings.Join(strings.Fields(err.Error()), " "))
			if c.Attached {
				os.Exit(1)
			}
		}
		if c.Attached {
			os.Exit(0)
		}
	}
	if err := state.listen(quit); err != nil {
		return err
	}
	lease.followed(0)
	select {
	case <-ctx.Done():
		// The container is stopped, as when the whole cluster is: statuses stay true, for the next start goes on from here.
	case <-lease.ended:
		quit()
	}
	return nil
}

// lease ends when a tunnel of a terminal has been without it for too long.
type lease struct {
	attached bool
	ended    chan struct{}
	mutex    sync.Mutex
	timer    *time.Timer
	once     sync.Once
}

func (l *lease) followed(count int) {
	if !l.attached {
		return
	}
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if l.timer != nil {
		l.timer.Stop()
	}
	if count == 0 {
		l.timer = time.AfterFunc(orphanAfter, func() { l.once.Do(func() { close(l.ended) }) })
	}
}
