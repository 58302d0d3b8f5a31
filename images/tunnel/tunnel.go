package main

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/netip"
	"slices"
	"strings"
	"sync"
	"time"
)

// class is the loadBalancerClass that means this program.
const class = "flotilla.dev/tunnel"

// writers is how many statuses are written at a time.
const writers = 8

// memoryPath is the ConfigMap that remembers addresses, so that they last longer than this program and than statuses.
const memoryPath = "/api/v1/namespaces/kube-system/configmaps/flotilla-tunnel"

type tunnel struct {
	config    config
	kube      *kubeClient
	announcer *announcer
	board     *board
	wake      chan struct{}

	services  *store[service]
	endpoints *store[endpointSlice]
	nodes     *store[node]

	mutex   sync.Mutex
	problem string
	// holds are of addresses, places where those lead that are planned.
	holds  holds
	places map[netip.Addr]mac

	// Only of the loop:
	probers    map[string]runningProber
	remembered map[string][]netip.Addr
	announcers map[netip.Addr]string
	// problems that were told, by Service.
	problems map[string]string
}

type runningProber struct {
	*prober
	stop context.CancelFunc
}

func newTunnel(c config, kube *kubeClient, announcer *announcer, board *board) *tunnel {
	t := &tunnel{config: c, kube: kube, announcer: announcer, board: board, wake: make(chan struct{}, 1)}
	t.services = newStore(func(s service) objectMeta { return s.Metadata }, service.isOurs, t.notify)
	t.endpoints = newStore(func(s endpointSlice) objectMeta { return s.Metadata }, func(endpointSlice) bool { return true }, t.notify)
	t.nodes = newStore(func(n node) objectMeta { return n.Metadata }, func(node) bool { return true }, t.notify)
	t.probers, t.announcers = map[string]runningProber{}, map[netip.Addr]string{}
	t.holds, t.places = holds{}, map[netip.Addr]mac{}
	return t
}

func (t *tunnel) notify() {
	select {
	case t.wake <- struct{}{}:
	default:
	}
}

func (t *tunnel) heard(err error) {
	t.mutex.Lock()
	before := t.problem
	t.problem = ""
	if err != nil {
		t.problem = err.Error()
	}
	differs := before != t.problem
	t.mutex.Unlock()
	if differs {
		t.notify()
	}
}

func (t *tunnel) run(ctx context.Context) {
	go follow(ctx, t.kube, "/api/v1/services", t.services.follower(t.heard))
	go follow(ctx, t.kube, "/apis/discovery.k8s.io/v1/endpointslices", t.endpoints.follower(t.heard))
	go follow(ctx, t.kube, "/api/v1/nodes", t.nodes.follower(t.heard))
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.wake:
		}
		// What changes together is planned together.
		time.Sleep(20 * time.Millisecond)
		if !t.reconcile(ctx) {
			time.AfterFunc(time.Second, t.notify)
		}
	}
}

// reconcile does what the plan says; false when it has to be tried again.
func (t *tunnel) reconcile(ctx context.Context) bool {
	services, hasServices := t.services.all()
	slicesOfEndpoints, hasEndpoints := t.endpoints.all()
	nodes, hasNodes := t.nodes.all()
	t.mutex.Lock()
	state := shownState{Problem: t.problem, Services: []shownService{}}
	t.mutex.Unlock()
	if !hasServices || !hasEndpoints || !hasNodes {
		t.board.show(state)
		return true
	}
	if t.remembered == nil {
		remembered, err := t.recall(ctx)
		if err != nil {
			t.heard(err)
			return false
		}
		t.remembered = remembered
	}
	cards, wanted, judged := t.lookAtNodes(ctx, nodes, len(services) > 0)
	if !judged {
		return true // a prober wakes us; until then everything stays as it is
	}
	in := planInput{Ranges: t.config.Ranges, Nodes: wanted, Remembered: t.remembered, Announcers: t.announcers}
	for _, s := range services {
		in.Services = append(in.Services, t.wantedService(s, slicesOfEndpoints))
	}
	out := plan(in)
	t.announcers = out.Announce
	busy := map[string]bool{}
	for _, name := range out.Announce {
		busy[name] = true
	}
	for name, running := range t.probers {
		running.watchClosely(busy[name])
	}
	places := map[netip.Addr]mac{}
	for address, name := range out.Announce {
		if card := cards[name]; card != (mac{}) {
			places[address] = card
		}
	}
	t.place(ctx, services, out, places)
	err := t.memorise(ctx, out)
	if err == nil {
		err = t.writeStatuses(ctx, services, out)
	}
	t.tellProblems(ctx, services, out)
	if err != nil && ctx.Err() == nil {
		fmt.Println(err)
	}
	state.Ready = err == nil
	state.Services = show(services, out)
	t.board.show(state)
	return err == nil
}

func (t *tunnel) wantedService(s service, all []endpointSlice) wantedService {
	meta := s.Metadata
	ingress, _ := s.ingress()
	wanted := wantedService{
		Key:       meta.key(),
		Created:   meta.CreationTimestamp,
		Families:  s.families(),
		Requested: s.requested(),
		Local:     s.Spec.ExternalTrafficPolicy == "Local",
		Ingress:   ingress,
	}
	if !wanted.Local {
		return wanted
	}
	for _, group := range all {
		if group.service() != wanted.Key {
			continue
		}
		for _, endpoint := range group.Endpoints {
			// What is not said is true.
			if ready := endpoint.Conditions.Ready; ready == nil || *ready {
				wanted.Ready = append(wanted.Ready, endpoint.NodeName)
			}
			if serving := endpoint.Conditions.Serving; serving == nil || *serving {
				wanted.Serving = append(wanted.Serving, endpoint.NodeName)
			}
		}
	}
	return wanted
}

// lookAtNodes has a prober for every node, as long as there is a Service; judged is false while one has not been heard yet.
func (t *tunnel) lookAtNodes(ctx context.Context, nodes []node, needed bool) (cards map[string]mac, wanted []wantedNode, judged bool) {
	cards, judged = map[string]mac{}, true
	present := map[string]bool{}
	for _, n := range nodes {
		name, addresses := n.Metadata.Name, n.addresses()
		if len(addresses) == 0 || !needed {
			continue
		}
		present[name] = true
		running, has := t.probers[name]
		if has && running.address != addresses[0] {
			running.stop()
			has = false
		}
		if !has {
			scope, stop := context.WithCancel(ctx)
			running = runningProber{newProber(scope, addresses[0], t.config.KubeProxy, t.notify), stop}
			t.probers[name] = running
		}
		card, healthy, known := running.verdict()
		judged = judged && known
		cards[name] = card
		wanted = append(wanted, n.wanted(healthy))
	}
	for name, running := range t.probers {
		if !present[name] {
			running.stop()
			delete(t.probers, name)
		}
	}
	return cards, wanted, judged
}

func show(services []service, out planOutput) []shownService {
	shown := []shownService{}
	for _, s := range services {
		planned := out.Services[s.Metadata.key()]
		meta := s.Metadata
		line := shownService{Namespace: meta.Namespace, Name: meta.Name, ClusterIP: s.Spec.ClusterIP, Ports: s.Spec.Ports, Problem: planned.Problem}
		line.Addresses, line.Nodes = []string{}, []string{}
		for _, address := range planned.Addresses {
			line.Addresses = append(line.Addresses, address.String())
			line.Nodes = append(line.Nodes, out.Announce[address])
		}
		shown = append(shown, line)
	}
	slices.SortFunc(shown, func(a, b shownService) int {
		return strings.Compare(a.Namespace+"/"+a.Name, b.Namespace+"/"+b.Name)
	})
	return shown
}

func (t *tunnel) recall(ctx context.Context) (map[string][]netip.Addr, error) {
	var memory struct{ Data map[string]string }
	if err := t.kube.call(ctx, http.MethodGet, memoryPath, "", nil, &memory); err != nil {
		return nil, err
	}
	remembered := map[string][]netip.Addr{}
	for key, text := range memory.Data {
		for _, part := range strings.Split(text, ",") {
			if address, err := netip.ParseAddr(part); err == nil {
				service := strings.Replace(key, ".", "/", 1)
				remembered[service] = append(remembered[service], address)
			}
		}
	}
	return remembered, nil
}

// memorise writes what has changed, before anybody is told of it. Namespaces have no dots, so one dot stands for the slash.
func (t *tunnel) memorise(ctx context.Context, out planOutput) error {
	data, remembered := map[string]any{}, map[string][]netip.Addr{}
	for key, planned := range out.Services {
		if len(planned.Addresses) > 0 {
			remembered[key] = planned.Addresses
		}
	}
	for key := range t.remembered {
		if _, stays := remembered[key]; !stays {
			data[strings.Replace(key, "/", ".", 1)] = nil
		}
	}
	for key, addresses := range remembered {
		if !slices.Equal(addresses, t.remembered[key]) {
			data[strings.Replace(key, "/", ".", 1)] = joined(addresses)
		}
	}
	if len(data) > 0 {
		if err := t.kube.mergePatch(ctx, memoryPath, map[string]any{"data": data}, nil); err != nil {
			return err
		}
	}
	t.remembered = maps.Clone(remembered)
	return nil
}

func joined(addresses []netip.Addr) string {
	texts := make([]string, len(addresses))
	for i, address := range addresses {
		texts[i] = address.String()
	}
	return strings.Join(texts, ",")
}
