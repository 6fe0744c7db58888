package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"dev.kubeuser/control-plane/internal/apiserver"
	"dev.kubeuser/control-plane/internal/pki"
	"dev.kubeuser/control-plane/internal/plane"
)

// rootVariable names a directory that stands for / in the default paths, so that tests can run outside of a container.
const rootVariable = "K3S_STAND_IN_ROOT"

// Flags of k3s that change nothing here: they are about parts that the stand-in does not have.
var (
	inertSwitches = []string{
		"debug", "disable-agent", "disable-cloud-controller", "disable-helm-controller", "disable-kube-proxy", "disable-network-policy",
		"disable-scheduler",
	}
	inertValues = []string{
		"cluster-cidr", "disable", "egress-selector-mode", "flannel-backend", "kube-cloud-controller-manager-arg", "kube-proxy-arg",
		"kube-scheduler-arg", "kubelet-arg", "node-name", "token",
	}
)

// options are what the command line says.
type options struct {
	version        bool
	dataDir        string
	kubeconfig     string
	kubeconfigMode string
	address        string
	port           uint
	serviceCIDR    string
	names          list
	verbosity      int

	apiserverArguments  list
	controllerArguments list

	mode   fs.FileMode
	config plane.Config
}

// list is a flag that may be repeated.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(value string) error {
	*l = append(*l, value)
	return nil
}

// split takes the values apart that k3s allows commas in; arguments of kube-apiserver are not among them.
func (l *list) split() []string {
	return strings.FieldsFunc(l.String(), func(r rune) bool { return r == ',' })
}

func parse(arguments []string) (*options, error) {
	o := &options{}
	global := flag.NewFlagSet("k3s", flag.ContinueOnError)
	for _, name := range []string{"version", "v"} {
		global.BoolVar(&o.version, name, false, "print the version")
	}
	if err := read(global, arguments); err != nil || o.version {
		return o, err
	}
	if command := global.Arg(0); command != "server" {
		return nil, fmt.Errorf("the stand-in for k3s has the command server only, not %q", command)
	}
	server := o.serverFlags()
	if err := read(server, global.Args()[1:]); err != nil {
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

func read(set *flag.FlagSet, arguments []string) error {
	set.SetOutput(io.Discard)
	err := set.Parse(arguments)
	if err != nil {
		fmt.Fprintf(os.Stderr, "Incorrect Usage: %v\n\n", err)
	}
	return err
}

func (o *options) serverFlags() *flag.FlagSet {
	root := "/" + os.Getenv(rootVariable)
	kubeconfig := filepath.Join(root, "etc/rancher/k3s/k3s.yaml")
	set := flag.NewFlagSet("k3s server", flag.ContinueOnError)
	set.StringVar(&o.dataDir, "data-dir", filepath.Join(root, "var/lib/rancher/k3s"), "")
	set.StringVar(&o.kubeconfig, "write-kubeconfig", kubeconfig, "")
	set.StringVar(&o.kubeconfigMode, "write-kubeconfig-mode", "600", "")
	set.StringVar(&o.address, "bind-address", "0.0.0.0", "")
	set.UintVar(&o.port, "https-listen-port", 6443, "")
	set.StringVar(&o.serviceCIDR, "service-cidr", "10.43.0.0/16", "")
	set.IntVar(&o.verbosity, "v", 0, "")
	set.Var(&o.names, "tls-san", "")
	set.Var(&o.apiserverArguments, "kube-apiserver-arg", "")
	set.Var(&o.controllerArguments, "kube-controller-manager-arg", "")
	for _, name := range inertSwitches {
		set.Bool(name, false, "")
	}
	for _, name := range inertValues {
		set.Var(&list{}, name, "")
	}
	return set
}

func (o *options) complete() error {
	service, err := serviceAddress(o.serviceCIDR)
	if err != nil {
		return err
	}
	mode, err := strconv.ParseUint(o.kubeconfigMode, 8, 9)
	if err != nil {
		return fmt.Errorf("unable to use --write-kubeconfig-mode %s: %w", o.kubeconfigMode, err)
	}
	o.mode = fs.FileMode(mode)
	now := time.Now().Unix()
	o.config = plane.Config{
		Listen:     net.JoinHostPort(o.address, strconv.FormatUint(uint64(o.port), 10)),
		ExtraNames: append(ownNames(), append(o.names.split(), service)...),
		Names: pki.Names{
			ServerCA:     fmt.Sprintf("k3s-server-ca@%d", now),
			ClientCA:     fmt.Sprintf("k3s-client-ca@%d", now),
			FrontProxyCA: fmt.Sprintf("k3s-request-header-ca@%d", now),
			Admin:        "system:admin",
		},
		AuditAsUpstream:        true,
		SigningDuration:        365 * 24 * time.Hour,
		SignClientCertificates: true,
		Prepared:               o.writeFiles,
	}
	return errors.Join(o.takeControllerArguments(), o.takeServerArguments())
}

// serviceAddress is the first one of the range: the address of the Service kubernetes.
func serviceAddress(cidr string) (string, error) {
	first, _, _ := strings.Cut(cidr, ",")
	prefix, err := netip.ParsePrefix(first)
	if err != nil {
		return "", fmt.Errorf("unable to use --service-cidr %s: %w", cidr, err)
	}
	return prefix.Masked().Addr().Next().String(), nil
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

// takeServerArguments sorts out the arguments of kube-apiserver that this module's control plane has settings for.
func (o *options) takeServerArguments() (err error) {
	defaults := map[string]string{
		"api-audiences":            "https://kubernetes.default.svc.cluster.local,k3s",
		"service-cluster-ip-range": o.serviceCIDR,
	}
	var others []string
	for _, argument := range o.apiserverArguments {
		key, value := keyAndValue(argument)
		delete(defaults, key)
		switch key {
		case "anonymous-auth":
			if o.config.AnonymousAuth, err = strconv.ParseBool(value); err != nil {
				return fmt.Errorf("unable to take %s for kube-apiserver: %w", argument, err)
			}
		case "audit-log-path":
			o.config.AuditLogFile = value
		case "audit-policy-file":
			o.config.AuditPolicyFile = value
		default:
			others = append(others, argument)
		}
	}
	for key, value := range defaults {
		others = append(others, key+"="+value)
	}
	o.config.APIServer, err = apiserver.ParseOptions(others)
	return err
}

// harmless are arguments of kube-controller-manager that nobody would notice to have no effect.
var harmless = []string{
	"allocate-node-cidrs", "bind-address", "concurrent-", "kube-api-burst", "kube-api-qps", "leader-elect", "min-resync-period", "node-monitor-", "profiling",
	"terminated-pod-gc-threshold", "use-service-account-credentials",
}

func (o *options) takeControllerArguments() (err error) {
	for _, argument := range o.controllerArguments {
		key, value := keyAndValue(argument)
		switch {
		case key == "cluster-signing-duration":
			if o.config.SigningDuration, err = time.ParseDuration(value); err != nil {
				return fmt.Errorf("unable to take %s for kube-controller-manager: %w", argument, err)
			}
		case !isHarmless(key):
			return fmt.Errorf("unable to take %s for kube-controller-manager: the stand-in for k3s does not know what it would change", key)
		}
	}
	return nil
}

func isHarmless(key string) bool {
	for _, prefix := range harmless {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

// keyAndValue reads an argument as k3s does: dashes in front are allowed, and no value means true.
func keyAndValue(argument string) (key, value string) {
	key, value, found := strings.Cut(strings.TrimLeft(argument, "-"), "=")
	if !found {
		return key, "true"
	}
	return key, value
}
