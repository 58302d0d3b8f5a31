// Package frr refuses BGP by FRR: this MetalLB announces addresses by ARP and NDP, to a network that ends at this machine.
package frr

import (
	"errors"

	"github.com/go-kit/log"
	frrv1beta1 "github.com/metallb/frr-k8s/api/v1beta1"
	"go.universe.tf/metallb/internal/bgp"
	"go.universe.tf/metallb/internal/config"
	"go.universe.tf/metallb/internal/logging"
)

var errLeftOut = errors.New("this MetalLB is built without FRR")

type refusing struct{}

func (refusing) NewSession(log.Logger, bgp.SessionParameters) (bgp.Session, error) {
	return nil, errLeftOut
}

func (refusing) SyncBFDProfiles(map[string]*config.BFDProfile) error { return errLeftOut }

func (refusing) SyncExtraInfo(string) error { return errLeftOut }

func (refusing) SetEventCallback(func(interface{})) {}

// NewSessionManager gives one that opens no session.
func NewSessionManager(log.Logger, logging.Level, string, string) bgp.SessionManager {
	return refusing{}
}

// ConfigName names the configuration of a node, which nobody makes.
func ConfigName(node string) string { return "metallb-" + node }

// ConfigToDump has nothing to show.
func ConfigToDump(frrv1beta1.FRRConfiguration) (string, error) { return "", errLeftOut }
