package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"os"
	"sync"
)

const socketPath = "/run/flotilla-tunnel.sock"

// shownService is a line of what the tunnel tells about itself.
type shownService struct {
	Namespace string        `json:"namespace"`
	Name      string        `json:"name"`
	ClusterIP string        `json:"clusterIP"`
	Addresses []string      `json:"addresses"`
	Ports     []servicePort `json:"ports"`
	// Nodes that the addresses lead to, in the order of the addresses; "" for one that leads nowhere now.
	Nodes   []string `json:"nodes"`
	Problem string   `json:"problem,omitempty"`
}

type shownState struct {
	// Problem: why the API server is not heard.
	Problem string `json:"problem,omitempty"`
	Ready   bool   `json:"ready"`
	// Followers is how many terminals follow the tunnel.
	Followers int            `json:"followers"`
	Services  []shownService `json:"services"`
}

// board shows the state to whoever listens.
type board struct {
	mutex     sync.Mutex
	state     shownState
	text      []byte
	listeners map[chan struct{}]bool
	// followers come and go.
	followed func(count int)
	count    int
}

func (b *board) show(state shownState) {
	text, _ := json.Marshal(state)
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if string(text) == string(b.text) {
		return
	}
	b.state, b.text = state, text
	for listener := range b.listeners {
		select {
		case listener <- struct{}{}:
		default:
		}
	}
}

func (b *board) current() []byte {
	b.mutex.Lock()
	defer b.mutex.Unlock()
	state := b.state
	state.Followers = b.count
	text, _ := json.Marshal(state)
	return text
}

// listen serves the socket: "state", "follow" or "quit", a word a line. quit is called at most once.
func (b *board) listen(quit func()) error {
	_ = os.Remove(socketPath)
	listener, err := net.Listen("unix", socketPath)
	if err != nil {
		return err
	}
	var once sync.Once
	go func() {
		for {
			connection, err := listener.Accept()
			if err != nil {
				return
			}
			go b.serve(connection, func() { once.Do(quit) })
		}
	}()
	return nil
}

func (b *board) serve(connection net.Conn, quit func()) {
	defer connection.Close()
	words := bufio.NewScanner(connection)
	for words.Scan() {
		switch words.Text() {
		case "state":
			_, _ = fmt.Fprintf(connection, "%s\n", b.current())
		case "quit":
			quit()
			return
		case "follow":
			changes := make(chan struct{}, 1)
			changes <- struct{}{}
			b.enter(changes)
			defer b.leave(changes)
			go func() {
				for range changes {
					if _, err := fmt.Fprintf(connection, "%s\n", b.current()); err != nil {
						return
					}
				}
			}()
		}
	}
}

func (b *board) enter(changes chan struct{}) {
	b.mutex.Lock()
	b.listeners[changes] = true
	b.count++
	count := b.count
	b.mutex.Unlock()
	b.followed(count)
}

func (b *board) leave(changes chan struct{}) {
	b.mutex.Lock()
	delete(b.listeners, changes)
	close(changes)
	b.count--
	count := b.count
	b.mutex.Unlock()
	b.followed(count)
}

// talk is the other side: it carries a word to the socket, what comes in to the output, and, while it follows, further words of the input.
func talk(word string) error {
	connection, err := net.Dial("unix", socketPath)
	if err != nil {
		return err
	}
	defer connection.Close()
	if _, err := fmt.Fprintln(connection, word); err != nil {
		return err
	}
	if word == "follow" {
		go func() {
			_, _ = io.Copy(connection, os.Stdin)
			// Whoever followed has gone, willingly or not.
			os.Exit(0)
		}()
		_, err = io.Copy(os.Stdout, connection)
		return err
	}
	if word == "state" {
		line, err := bufio.NewReader(connection).ReadBytes('\n')
		_, _ = os.Stdout.Write(line)
		return err
	}
	_, err = io.Copy(io.Discard, connection)
	return err
}
