package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"dev.kubeuser/control-plane/cmd/k3s-stand-in/supervisor"
	"dev.kubeuser/control-plane/internal/apiserver"
	"dev.kubeuser/control-plane/internal/pki"
	"dev.kubeuser/control-plane/internal/plane"
)

const (
	// rootVariable names a directory that stands for / in the default paths, so that tests can run outside of a container.
	rootVariable = "K3S_STAND_IN_ROOT"

	serviceCIDR   = "10.43.0.0/16"
	serviceOfAPI  = "10.43.0.1"
	clusterDNS    = "10.43.0.10"
	clusterDomain = "cluster.local"
)

// Flags of k3s that the library gives and that change nothing here: they are about parts that the stand-in does not have.
var (
	inertSwitches = []string{
		"disable-agent", "disable-cloud-controller", "disable-helm-controller", "disable-kube-proxy", "disable-network-policy", "disable-scheduler",
	}
	inertValues = []string{"egress-selector-mode", "flannel-backend"}
)

// options are what the command line says.
type options struct {
	dataDir    string
	kubeconfig string
	port       uint
	names      []string
	disabled   []string

	apiserverArguments  []string
	controllerArguments []string

	timing     timing
	supervisor supervisor.Config
	config     plane.Config
}

func parse(arguments []string) (*options, error) {
	if len(arguments) == 0 || arguments[0] != "server" {
		return nil, fmt.Errorf("the stand-in for k3s has the command server only, not %q", arguments)
	}
	o := &options{}
	server := o.serverFlags()
	server.SetOutput(io.Discard)
	if err := server.Parse(arguments[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "Incorrect Usage: %v\n\n", err)
		return nil, err
	}
	if server.NArg() > 0 {
		return nil, fmt.Errorf("unexpected argument %q after server", server.Arg(0))
	}
	if server.Lookup("disable-agent").Value.String() != "true" {
		return nil, errors.New("the stand-in for k3s has no agent: give --disable-agent")
	}
	return o, o.complete()
}

func (o *options) serverFlags() *flag.FlagSet {
	root := "/" + os.Getenv(rootVariable)
	o.kubeconfig = filepath.Join(root, "etc/rancher/k3s/k3s.yaml")
	set := flag.NewFlagSet("k3s server", flag.ContinueOnError)
	set.StringVar(&o.dataDir, "data-dir", filepath.Join(root, "var/lib/rancher/k3s"), "")
	set.UintVar(&o.port, "https-listen-port", 6443, "")
	for name, values := range map[string]*[]string{"kube-apiserver-arg": &o.apiserverArguments, "kube-controller-manager-arg": &o.controllerArguments} {
		set.Func(name, "", func(value string) error {
			*values = append(*values, value)
			return nil
		})
	}
	for name, values := range map[string]*[]string{"tls-san": &o.names, "disable": &o.disabled} {
		set.Func(name, "", func(value string) error { // k3s allows commas in these
			*values = append(*values, strings.FieldsFunc(value, func(r rune) bool { return r == ',' })...)
			return nil
		})
	}
	for _, name := range inertSwitches {
		set.Bool(name, false, "")
	}
	for _, name := range inertValues {
		set.String(name, "", "")
	}
	return set
}

func (o *options) complete() error {
	var err error
	if o.timing, err = readTiming(); err != nil {
		return err
	}
	now := time.Now().Unix()
	names := append(ownNames(), append(o.names, serviceOfAPI)...)
	o.supervisor = supervisor.Config{
		Listen: fmt.Sprintf("0.0.0.0:%d", o.port), Names: names, Static: filepath.Join(o.serverDir(), "static"),
	}
	o.config = plane.Config{
		Listen:     fmt.Sprintf("127.0.0.1:%d", o.apiserverPort()),
		ExtraNames: names,
		Names: pki.Names{
			ServerCA:     fmt.Sprintf("k3s-server-ca@%d", now),
			ClientCA:     fmt.Sprintf("k3s-client-ca@%d", now),
			FrontProxyCA: fmt.Sprintf("k3s-request-header-ca@%d", now),
			Admin:        "system:admin",
		},
		AuditAsUpstream:        true,
		SigningDuration:        365 * 24 * time.Hour,
		SignClientCertificates: true,
		Stragglers:             o.timing.stragglers,
		// kube-apiserver's argument says whether, and k3s has it say no.
		AnonymousAuth: true,
	}
	return errors.Join(o.takeControllerArguments(), o.takeServerArguments())
}

// apiserverPort is the next one, as k3s's.
func (o *options) apiserverPort() uint {
	if o.port == 0 {
		return 0
	}
	return o.port + 1
}

// ownNames are the name and the addresses of the container, by which others in its network know it.
func ownNames() (names []string) {
	if name, err := os.Hostname(); err == nil {
		names = append(names, name)
	}
	addresses, _ := net.InterfaceAddrs()
	for _, address := range addresses {
		if network, ok := address.(*net.IPNet); ok && network.IP.IsGlobalUnicast() {
			names = append(names, network.IP.String())
		}
	}
	return names
}

// taken are arguments of kube-apiserver that k3s sets itself unless the user does.
var taken = []string{"anonymous-auth", "authorization-config", "authorization-mode"}

// takeServerArguments sorts out the arguments of kube-apiserver that this module's control plane has settings for.
func (o *options) takeServerArguments() (err error) {
	var others []string
	own := o.ownServerArguments()
	for _, argument := range o.apiserverArguments {
		key, _ := keyAndValue(argument)
		delete(own, key) // the user's takes its place, and of several the last wins
	}
	for key, value := range own {
		others = append(others, key+"="+value)
	}
	for _, argument := range o.apiserverArguments {
		switch key, value := keyAndValue(argument); key {
		case "audit-log-path":
			o.config.AuditLogFile = value
		case "audit-policy-file":
			o.config.AuditPolicyFile = value
		default:
			others = append(others, key+"="+value)
		}
	}
	o.config.APIServer, err = apiserver.ParseOptions(others, taken...)
	return err
}

// ownServerArguments leave to files for authentication and authorization what these may say themselves.
func (o *options) ownServerArguments() map[string]string {
	own := map[string]string{
		"api-audiences":               "https://kubernetes.default.svc." + clusterDomain + ",k3s",
		"enable-admission-plugins":    "NodeRestriction",
		"enable-bootstrap-token-auth": "true",
		"profiling":                   "false",
		"service-cluster-ip-range":    serviceCIDR,
	}
	for file, argument := range map[string][2]string{
		"authorization-config":  {"authorization-mode", "Node,RBAC"},
		"authentication-config": {"anonymous-auth", "false"},
	} {
		if o.isGiven(file) {
			say("warning", "Not setting kube-apiserver '%s' flag due to user-provided '%s' file.", argument[0], file)
		} else {
			own[argument[0]] = argument[1]
		}
	}
	return own
}

func (o *options) takeControllerArguments() (err error) {
	for _, argument := range o.controllerArguments {
		key, value := keyAndValue(argument)
		switch {
		case key == "cluster-signing-duration":
			if o.config.SigningDuration, err = time.ParseDuration(value); err != nil {
				return fmt.Errorf("unable to take %s for kube-controller-manager: %w", argument, err)
			}
		case key != "allocate-node-cidrs" && key != "kube-api-qps" && key != "kube-api-burst": // have no effect, and nobody would notice
			return fmt.Errorf("unable to take %s for kube-controller-manager: the stand-in for k3s does not know what it would change", key)
		}
	}
	return nil
}

// isGiven tells whether the user gave a value for a key.
func (o *options) isGiven(key string) bool {
	return slices.ContainsFunc(o.apiserverArguments, func(argument string) bool {
		given, value := keyAndValue(argument)
		return given == key && value != ""
	})
}

// keyAndValue reads an argument as k3s does: dashes in front are allowed, and no value means true.
func keyAndValue(argument string) (key, value string) {
	key, value, found := strings.Cut(strings.TrimPrefix(argument, "--"), "=")
	if !found {
		return key, "true"
	}
	return key, value
}
