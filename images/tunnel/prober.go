package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"sync"
	"syscall"
	"time"
)

const (
	// How often a node is asked that has addresses, and one that has none.
	closely, loosely = time.Second, 10 * time.Second
	probeTimeout     = 900 * time.Millisecond
	// Where kube-proxy says whether its rules are up to date and its node is to stay; and the kubelet's port, where there is no kube-proxy.
	proxyHealthPort, kubeletPort = "10256", "10250"
)

// prober watches one node: whether it can take traffic, and which card it has.
type prober struct {
	address   netip.Addr
	kubeProxy bool
	changed   func()
	kick      chan struct{}

	// Only of its loop:
	connection net.Conn
	reader     *bufio.Reader

	mutex   sync.Mutex
	close   bool
	judged  bool
	healthy bool
	refused int
	card    mac
}

func newProber(ctx context.Context, address netip.Addr, kubeProxy bool, changed func()) *prober {
	p := &prober{address: address, kubeProxy: kubeProxy, changed: changed, healthy: true, kick: make(chan struct{}, 1)}
	go p.run(ctx)
	return p
}

func (p *prober) run(ctx context.Context) {
	timer := time.NewTimer(0)
	defer timer.Stop()
	defer p.hangUp()
	for {
		select {
		case <-ctx.Done():
			return
		case <-p.kick:
		case <-timer.C:
		}
		p.judge(p.probe())
		p.mutex.Lock()
		pause := loosely
		if p.close {
			pause = closely
		}
		p.mutex.Unlock()
		timer.Reset(pause)
	}
}

// watchClosely is for a node that has addresses.
func (p *prober) watchClosely(yes bool) {
	p.mutex.Lock()
	begins := yes && !p.close
	p.close = yes
	p.mutex.Unlock()
	if begins {
		select {
		case p.kick <- struct{}{}:
		default:
		}
	}
}

// probe: a node whose kernel still answers while its programs are slow is one that still forwards.
func (p *prober) probe() error {
	if !p.kubeProxy {
		return p.knock(kubeletPort)
	}
	kept := p.connection != nil
	err := p.ask()
	if kept && err != nil && !isTimeout(err) {
		err = p.ask() // the other side may have closed a connection that was kept
	}
	if isTimeout(err) {
		return p.knock(proxyHealthPort)
	}
	return err
}

func isTimeout(err error) bool {
	return errors.Is(err, os.ErrDeadlineExceeded)
}

// ask is a plain request on a connection that is kept, which costs next to nothing.
func (p *prober) ask() error {
	if p.connection == nil {
		connection, err := p.dial(proxyHealthPort)
		if err != nil {
			return err
		}
		p.connection, p.reader = connection, bufio.NewReader(connection)
	}
	status, err := p.exchange()
	if err != nil {
		p.hangUp()
	} else if status != http.StatusOK {
		err = errors.New(http.StatusText(status))
	}
	return err
}

func (p *prober) exchange() (int, error) {
	_ = p.connection.SetDeadline(time.Now().Add(probeTimeout))
	if _, err := io.WriteString(p.connection, "GET /healthz HTTP/1.1\r\nHost: kube-proxy\r\n\r\n"); err != nil {
		return 0, err
	}
	response, err := http.ReadResponse(p.reader, nil)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	_, err = io.Copy(io.Discard, response.Body)
	return response.StatusCode, err
}

func (p *prober) hangUp() {
	if p.connection != nil {
		_ = p.connection.Close()
		p.connection = nil
	}
}

// knock only looks whether somebody is there.
func (p *prober) knock(port string) error {
	connection, err := p.dial(port)
	if err == nil {
		return connection.Close()
	}
	if !p.kubeProxy && errors.Is(err, syscall.ECONNREFUSED) {
		p.learnCard()
		return nil
	}
	return err
}

func (p *prober) dial(port string) (net.Conn, error) {
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(p.address.String(), port), probeTimeout)
	if err == nil {
		p.learnCard()
	}
	return connection, err
}

// judge: a port that refuses once may be a kube-proxy that is replaced; the rules stay meanwhile.
func (p *prober) judge(err error) {
	p.mutex.Lock()
	if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.EOF) {
		p.refused++
	} else {
		p.refused = 0
	}
	healthy := err == nil || (p.judged && p.healthy && p.refused == 1)
	differs := healthy != p.healthy || !p.judged
	p.healthy, p.judged = healthy, true
	p.mutex.Unlock()
	if differs {
		p.changed()
	}
}

func (p *prober) learnCard() {
	card, known := neighbourCard(p.address)
	if !known {
		return
	}
	p.mutex.Lock()
	differs := card != p.card
	p.card = card
	p.mutex.Unlock()
	if differs {
		p.changed()
	}
}

func (p *prober) verdict() (card mac, healthy, judged bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	return p.card, p.healthy, p.judged
}
