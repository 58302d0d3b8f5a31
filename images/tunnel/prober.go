package main

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/netip"
	"sync"
	"syscall"
	"time"
)

const (
	probeEvery = time.Second
	// Where kube-proxy says whether its rules are up to date and its node is to stay; and the kubelet's port, where there is no kube-proxy.
	proxyHealthPort, kubeletPort = "10256", "10250"
)

// prober watches one node: whether it can take traffic, and which card it has.
type prober struct {
	address   netip.Addr
	kubeProxy bool
	client    *http.Client
	changed   func()

	mutex   sync.Mutex
	judged  bool
	healthy bool
	refused int
	card    mac
}

func newProber(ctx context.Context, address netip.Addr, kubeProxy bool, changed func()) *prober {
	p := &prober{address: address, kubeProxy: kubeProxy, changed: changed, healthy: true}
	transport := &http.Transport{MaxIdleConnsPerHost: 1, DialContext: func(ctx context.Context, network, target string) (net.Conn, error) {
		connection, err := (&net.Dialer{Timeout: 900 * time.Millisecond}).DialContext(ctx, network, target)
		if err == nil {
			p.learnCard()
		}
		return connection, err
	}}
	p.client = &http.Client{Transport: transport, Timeout: time.Second}
	go p.run(ctx)
	return p
}

func (p *prober) run(ctx context.Context) {
	ticker := time.NewTicker(probeEvery)
	defer ticker.Stop()
	defer p.client.CloseIdleConnections()
	for {
		p.judge(p.probe())
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// probe: a node whose kernel still answers while its programs are slow is one that still forwards.
func (p *prober) probe() error {
	if !p.kubeProxy {
		return p.connect(kubeletPort)
	}
	response, err := p.client.Get("http://" + net.JoinHostPort(p.address.String(), proxyHealthPort) + "/healthz")
	if err == nil {
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			return errors.New(response.Status)
		}
		return nil
	}
	var failure net.Error
	if errors.As(err, &failure) && failure.Timeout() {
		return p.connect(proxyHealthPort)
	}
	return err
}

func (p *prober) connect(port string) error {
	connection, err := net.DialTimeout("tcp", net.JoinHostPort(p.address.String(), port), 900*time.Millisecond)
	if err == nil {
		connection.Close()
	}
	if !p.kubeProxy && errors.Is(err, syscall.ECONNREFUSED) {
		err = nil
	}
	if err == nil {
		p.learnCard()
	}
	return err
}

// judge: a port that refuses once may be a kube-proxy that is replaced; the rules stay meanwhile.
func (p *prober) judge(err error) {
	p.mutex.Lock()
	if errors.Is(err, syscall.ECONNREFUSED) || errors.Is(err, syscall.ECONNRESET) {
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
