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

	"dev.kubeuser/control-plane/cmd/k3s-stand-in/supervisor"
	"dev.kubeuser/control-plane/internal/apiserver"
	"dev.kubeuser/control-plane/internal/pki"
	"dev.kubeuser/control-plane/internal/plane"
)

const (
	// rootVariable names a directory that stands for / in the default paths, so that tests can run outside of a container.
	rootVariable = "K3S_STAND_IN_ROOT"
	// protocolVariable is onlyHTTP1, or empty: old versions of k3s have no HTTP/2.
	protocolVariable = "K3S_STAND_IN_PROTOCOL"
	onlyHTTP1        = "HTTP/1.1"

	clusterDomain = "cluster.local"
)

// Flags of k3s that change nothing here: they are about parts that the stand-in does not have.
var (
	inertSwitches = []string{
		"debug", "disable-agent", "disable-cloud-controller", "disable-helm-controller", "disable-kube-proxy", "disable-network-policy",
		"disable-scheduler",
	}
	inertValues = []string{
		"cluster-cidr", "egress-selector-mode", "flannel-backend", "kube-cloud-controller-manager-arg", "kube-proxy-arg",
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
	sanSecurity    bool
	disabled       list
	verbosity      int

	apiserverArguments  list
	controllerArguments list

	mode       fs.FileMode
	dns        string
	timing     *timing
	supervisor supervisor.Config
	config     plane.Config
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
	set.BoolVar(&o.sanSecurity, "tls-san-security", true, "")
	set.Var(&o.disabled, "disable", "")
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
	service, dns, err := serviceAddresses(o.serviceCIDR)
	if err != nil {
		return err
	}
	if o.timing, err = readTiming(); err != nil {
		return err
	}
	o.dns = dns
	mode, err := strconv.ParseUint(o.kubeconfigMode, 8, 9)
	if err != nil {
		return fmt.Errorf("unable to use --write-kubeconfig-mode %s: %w", o.kubeconfigMode, err)
	}
	o.mode = fs.FileMode(mode)
	now := time.Now().Unix()
	names := append(ownNames(), append(o.names.split(), service)...)
	o.supervisor = supervisor.Config{
		Listen:    net.JoinHostPort(o.address, strconv.FormatUint(uint64(o.port), 10)),
		Names:     names,
		AnyName:   !o.sanSecurity,
		OnlyHTTP1: os.Getenv(protocolVariable) == onlyHTTP1,
		Static:    filepath.Join(o.serverDir(), "static"),
	}
	o.config = plane.Config{
		Listen:     net.JoinHostPort("127.0.0.1", strconv.FormatUint(uint64(o.apiserverPort()), 10)),
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
		CleanTokens:            true,
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

// serviceAddresses are the first one of the range, that of the Service kubernetes, and the tenth, that of the cluster's DNS.
func serviceAddresses(cidr string) (service, dns string, err error) {
	first, _, _ := strings.Cut(cidr, ",")
	prefix, err := netip.ParsePrefix(first)
	if err != nil {
		return "", "", fmt.Errorf("unable to use --service-cidr %s: %w", cidr, err)
	}
	address := prefix.Masked().Addr().Next()
	service = address.String()
	for range 9 {
		address = address.Next()
	}
	return service, address.String(), nil
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
	for _, argument := range merge(o.ownServerArguments(), o.apiserverArguments) {
		switch key, value := keyAndValue(argument); key {
		case "audit-log-path":
			o.config.AuditLogFile = value
		case "audit-policy-file":
			o.config.AuditPolicyFile = value
		default:
			others = append(others, argument)
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
		"service-cluster-ip-range":    o.serviceCIDR,
	}
	for file, argument := range map[string][2]string{
		"authorization-config":  {"authorization-mode", "Node,RBAC"},
		"authentication-config": {"anonymous-auth", "false"},
	} {
		if isGiven(file, o.apiserverArguments) {
			say("warning", "Not setting kube-apiserver '%s' flag due to user-provided '%s' file.", argument[0], file)
		} else {
			own[argument[0]] = argument[1]
		}
	}
	return own
}

// harmless are arguments of kube-controller-manager that nobody would notice to have no effect.
var harmless = []string{
	"allocate-node-cidrs", "bind-address", "concurrent-", "kube-api-burst", "kube-api-qps", "leader-elect", "min-resync-period", "node-monitor-", "profiling",
	"terminated-pod-gc-threshold", "use-service-account-credentials",
}

func (o *options) takeControllerArguments() (err error) {
	for _, argument := range o.controllerArguments {
		key, value := keyAndValue(argument)
		switch key = strings.TrimRight(key, "-+"); {
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
