// Package apiserver runs the upstream kube-apiserver inside this process.
package apiserver

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strconv"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	genericapiserver "k8s.io/apiserver/pkg/server"
	"k8s.io/apiserver/pkg/server/egressselector"
	"k8s.io/client-go/informers"
	aggregatorapiserver "k8s.io/kube-aggregator/pkg/apiserver"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
	"k8s.io/kubernetes/pkg/controlplane"
	rbacrest "k8s.io/kubernetes/pkg/registry/rbac/rest"
	schedulingrest "k8s.io/kubernetes/pkg/registry/scheduling/rest"

	"dev.kubeuser/control-plane/internal/pki"
)

// bootstrapHook stands in /readyz for the upstream hooks that it replaces.
const bootstrapHook = "kubeuser/bootstrap-policy"

// Config is what the server needs from the other parts.
type Config struct {
	Options *Options
	// Listener is open already: the port was chosen by the kernel and is never up for grabs.
	Listener net.Listener
	Files    *pki.Files
	// StorageEndpoint is etcd's address, and DialStorage connects to it.
	StorageEndpoint string
	DialStorage     utilnet.DialFunc
	AnonymousAuth   bool
	// AuditPolicy and AuditLog are paths; without both nothing is recorded.
	AuditPolicy, AuditLog string
	// AuditUsersOnly leaves administrators out of the audit log, except for what they do as others.
	AuditUsersOnly bool
	// Writing runs what creates the audit log or writes to it, or does not when nothing may be written any more.
	Writing func(func() error) error
	// Dial, where it is given, stands in for the connections to nodes and pods.
	Dial utilnet.DialFunc
	// Bootstrapped is closed when the objects are there that upstream's slow hooks would write.
	Bootstrapped <-chan struct{}
}

// Server is an API server that is ready to run.
type Server struct {
	aggregator *aggregatorapiserver.APIAggregator
	informers  informers.SharedInformerFactory
	kinds      *policyKinds
}

// New builds the server; it does not serve yet.
func New(ctx context.Context, config Config) (*Server, error) {
	completed, err := complete(ctx, config)
	if err != nil {
		return nil, err
	}
	var upstream *app.Config
	err = config.Writing(func() (err error) { // it creates the audit log
		upstream, err = app.NewConfig(completed)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("unable to configure the API server: %w", err)
	}
	disableSlowHooks(upstream)
	documents := withholdOpenAPI(upstream.KubeAPIs.ControlPlane.Generic)
	fillBeforeUse(upstream.ApiExtensions)
	if config.Dial != nil {
		dialNodes(upstream.KubeAPIs, config.Dial)
	}
	auditThrough(config.Writing, config.AuditUsersOnly, &upstream.Aggregator.GenericConfig.Config)
	completedConfig, err := upstream.Complete()
	if err != nil {
		return nil, fmt.Errorf("unable to configure the API server: %w", err)
	}
	chain, err := app.CreateServerChain(completedConfig)
	if err != nil {
		return nil, fmt.Errorf("unable to build the API server: %w", err)
	}
	if err := addBootstrapHook(chain.GenericAPIServer, config.Bootstrapped); err != nil {
		return nil, err
	}
	if err := documents.install(chain.GenericAPIServer); err != nil {
		return nil, err
	}
	return &Server{aggregator: chain, informers: upstream.KubeAPIs.ControlPlane.VersionedInformers, kinds: config.Options.kinds}, nil
}

// Informers are the ones the server itself looks at, those of its RBAC authorizer among them.
func (s *Server) Informers() informers.SharedInformerFactory {
	return s.informers
}

// Handler answers what comes by another listener than the server's own, once the server runs.
func (s *Server) Handler() http.Handler {
	return s.aggregator.GenericAPIServer.Handler
}

// Run serves until ctx is done.
func (s *Server) Run(ctx context.Context) error {
	prepared, err := s.aggregator.PrepareRun()
	if err != nil {
		return fmt.Errorf("unable to prepare the API server: %w", err)
	}
	if s.kinds != nil {
		go s.kinds.run(ctx)
	}
	if err := prepared.Run(ctx); err != nil {
		return fmt.Errorf("unable to run the API server: %w", err)
	}
	return nil
}

func complete(ctx context.Context, config Config) (options.CompletedOptions, error) {
	if err := config.apply(); err != nil {
		return options.CompletedOptions{}, err
	}
	completed, err := config.Options.upstream.Complete(ctx)
	if err != nil {
		return completed, fmt.Errorf("unable to complete the options of the API server: %w: %w", ErrOptions, err)
	}
	if err := errors.Join(completed.Validate()...); err != nil {
		return completed, fmt.Errorf("unable to accept the options of the API server: %w: %w", ErrOptions, err)
	}
	return completed, nil
}

// apply sets what only this program knows; the user cannot have set any of it.
func (c Config) apply() error {
	c.Options.upstream.SecureServing.Listener = c.Listener
	c.Options.upstream.Etcd.StorageConfig.Transport.EgressLookup = func(egressselector.NetworkContext) (utilnet.DialFunc, error) {
		return c.DialStorage, nil
	}
	for _, setting := range c.settings() {
		if err := c.Options.flags.Set(setting[0], setting[1]); err != nil {
			return fmt.Errorf("unable to set %s for the API server: %w", setting[0], err)
		}
	}
	return nil
}

func (c Config) settings() [][2]string {
	address := c.Listener.Addr().(*net.TCPAddr)
	settings := [][2]string{
		{"advertise-address", "127.0.0.1"},
		{"audit-log-path", c.AuditLog},
		{"audit-policy-file", c.AuditPolicy},
		{"bind-address", address.IP.String()},
		{"client-ca-file", c.Files.ClientCA},
		{"etcd-servers", c.StorageEndpoint},
		{"proxy-client-cert-file", c.Files.FrontProxy},
		{"proxy-client-key-file", c.Files.FrontProxyKey},
		{"requestheader-allowed-names", pki.FrontProxyUser},
		{"requestheader-client-ca-file", c.Files.FrontProxyCA},
		{"secure-port", strconv.Itoa(address.Port)},
		{"service-account-key-file", c.Files.ServiceAccountPublicKey},
		{"service-account-signing-key-file", c.Files.ServiceAccountKey},
		{"tls-cert-file", c.Files.Server},
		{"tls-private-key-file", c.Files.ServerKey},
	}
	for name, header := range map[string]string{
		"requestheader-username-headers": "X-Remote-User", "requestheader-uid-headers": "X-Remote-Uid",
		"requestheader-group-headers": "X-Remote-Group", "requestheader-extra-headers-prefix": "X-Remote-Extra-",
	} {
		if !c.Options.flags.Changed(name) {
			settings = append(settings, [2]string{name, header})
		}
	}
	if !c.Options.flags.Changed("authorization-mode") && !c.Options.flags.Changed("authorization-config") {
		settings = append(settings, [2]string{"authorization-mode", "Node,RBAC"})
	}
	if c.Files.AdminTokens != "" {
		settings = append(settings, [2]string{tokenFile, c.Files.AdminTokens})
	}
	if !c.AnonymousAuth {
		// Only then: an authentication configuration file may have its own say, and excludes the argument.
		settings = append(settings, [2]string{"anonymous-auth", "false"})
	}
	return settings
}

// disableSlowHooks takes over from the hooks that sleep for a second before they write the default RBAC policy and the
// system priority classes one request at a time.
func disableSlowHooks(config *app.Config) {
	config.KubeAPIs.ControlPlane.Generic.DisabledPostStartHooks.Insert(rbacrest.PostStartHookName, schedulingrest.PostStartHookName)
}

// dialNodes has all connections to nodes and pods made by dial, as an egress selector would.
func dialNodes(config *controlplane.Config, dial utilnet.DialFunc) {
	config.Extra.KubeletClientConfig.Lookup = func(egressselector.NetworkContext) (utilnet.DialFunc, error) { return dial, nil }
	transport := config.ControlPlane.ProxyTransport.Clone()
	transport.DialContext = dial
	config.ControlPlane.ProxyTransport = transport
}

func addBootstrapHook(server *genericapiserver.GenericAPIServer, done <-chan struct{}) error {
	err := server.AddPostStartHook(bootstrapHook, func(hook genericapiserver.PostStartHookContext) error {
		select {
		case <-done:
		case <-hook.Done():
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("unable to add the hook %s to the API server: %w", bootstrapHook, err)
	}
	return nil
}
