// Package controllers runs the upstream controllers that credentials, roles and namespaces depend on, and those that keep other
// objects as the API server says they are.
//
// They are built by their constructors, not by the kube-controller-manager command: two commands in one process fight over
// feature gates and logging, and that one polls the server with a period of a second before it starts anything.
package controllers

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/util/keyutil"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/certificates/approver"
	"k8s.io/kubernetes/pkg/controller/certificates/cleaner"
	"k8s.io/kubernetes/pkg/controller/certificates/rootcacertpublisher"
	"k8s.io/kubernetes/pkg/controller/certificates/signer"
	"k8s.io/kubernetes/pkg/controller/clusterroleaggregation"
	serviceaccountcontroller "k8s.io/kubernetes/pkg/controller/serviceaccount"
	"k8s.io/kubernetes/pkg/serviceaccount"

	"dev.kubeuser/control-plane/internal/pki"
)

// resync is upstream's; it repairs what no event announced.
const resync = 12 * time.Hour

// Config is what the controllers need from the other parts.
type Config struct {
	// Client acts as the user of kube-controller-manager.
	Client          *rest.Config
	Files           *pki.Files
	SigningDuration time.Duration
	// SignClientCertificates is false for a cluster that leaves requests to kubernetes.io/kube-apiserver-client unsigned.
	SignClientCertificates bool
	// Stragglers, where they are given, begin one after another.
	Stragglers *Stragglers
	Workloads  Workloads
	// KeepGarbage leaves objects alone whose owners are gone.
	KeepGarbage bool
	// Failed hears of a controller that ended although nobody asked it to.
	Failed func(error)
}

// Controllers are running controllers and the informers they share.
type Controllers struct {
	config    Config
	informers informers.SharedInformerFactory
}

// worker is a controller of upstream, or one like it.
type worker interface {
	Run(ctx context.Context, workers int)
}

// controller is one that acts under a name of its own. Its constructor is told whose informers to take.
type controller struct {
	name    string
	workers int
	build   func(context.Context, *kubernetes.Clientset, informers.SharedInformerFactory) (worker, error)
}

// loop is a controller that was built.
type loop struct {
	name string
	run  func(context.Context)
}

// Start builds the controllers, fills their informers and runs them until ctx is done. It returns as soon as events are handled.
func Start(ctx context.Context, config Config) (*Controllers, error) {
	client, err := kubernetes.NewForConfig(rest.AddUserAgent(config.Client, "shared-informers"))
	if err != nil {
		return nil, fmt.Errorf("unable to make a client for the controllers: %w", err)
	}
	c := &Controllers{config: config, informers: informers.NewSharedInformerFactory(client, resync)}
	loops, err := c.build(ctx, c.informers, c.always()...)
	if err != nil {
		return nil, err
	}
	c.informers.Start(ctx.Done())
	return c, c.runWhenSynced(ctx, loops)
}

// always are the controllers of every cluster.
func (c *Controllers) always() []controller {
	all := []controller{
		{"certificate-controller", 5, c.newKubeletSigner},
		{"certificate-controller", 5, c.newServingSigner},
		{"certificate-controller", 5, c.newLegacySigner},
		{"certificate-controller", 5, newApprover},
		{"certificate-controller", 1, newCleaner},
		{"clusterrole-aggregation-controller", 5, newAggregation},
		{"namespace-controller", 10, c.newNamespaceDeletion},
		{"service-account-controller", 1, newServiceAccounts},
		{"tokens-controller", 5, c.newTokens},
		{"root-ca-cert-publisher", 1, c.newRootCA},
	}
	if c.config.SignClientCertificates {
		all = append(all, controller{"certificate-controller", 5, c.newUserSigner})
	}
	return all
}

// Informers are shared by all controllers.
func (c *Controllers) Informers() informers.SharedInformerFactory {
	return c.informers
}

// runWhenSynced runs the loops only when their informers are filled: each loop would look for that just once in 100 ms.
func (c *Controllers) runWhenSynced(ctx context.Context, loops []loop) error {
	for kind, synced := range c.informers.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("unable to fill the informer for %v: %w", kind, ctx.Err())
		}
	}
	if c.config.Stragglers != nil {
		return c.config.Stragglers.run(ctx, loops, c.run)
	}
	for _, l := range loops {
		go c.run(ctx, l)
	}
	return nil
}

func (c *Controllers) run(ctx context.Context, l loop) {
	l.run(ctx)
	if ctx.Err() == nil {
		c.config.Failed(fmt.Errorf("the %s ended", l.name))
	}
}

// build makes controllers, which do not run yet.
func (c *Controllers) build(ctx context.Context, from informers.SharedInformerFactory, all ...controller) ([]loop, error) {
	var loops []loop
	for _, one := range all {
		client, err := c.client(one.name)
		if err != nil {
			return nil, err
		}
		built, err := one.build(ctx, client, from)
		if err != nil {
			return nil, fmt.Errorf("unable to make the %s: %w", one.name, err)
		}
		loops = append(loops, loop{one.name, func(ctx context.Context) { built.Run(ctx, one.workers) }})
	}
	return loops, nil
}

func (c *Controllers) client(name string) (*kubernetes.Clientset, error) {
	client, err := kubernetes.NewForConfig(rest.AddUserAgent(c.config.Client, name))
	if err != nil {
		return nil, fmt.Errorf("unable to make a client for the %s: %w", name, err)
	}
	return client, nil
}

// newUserSigner is left out where users get no certificates. Those of kubelets, which cannot be a user's, are signed everywhere.
func (c *Controllers) newUserSigner(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return signer.NewKubeAPIServerClientCSRSigningController(ctx, client, from.Certificates().V1().CertificateSigningRequests(),
		c.config.Files.ClientCA, c.config.Files.ClientCAKey, c.config.SigningDuration)
}

func (c *Controllers) newKubeletSigner(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return signer.NewKubeletClientCSRSigningController(ctx, client, from.Certificates().V1().CertificateSigningRequests(),
		c.config.Files.ClientCA, c.config.Files.ClientCAKey, c.config.SigningDuration)
}

func (c *Controllers) newServingSigner(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return signer.NewKubeletServingCSRSigningController(ctx, client, from.Certificates().V1().CertificateSigningRequests(),
		c.config.Files.ServerCA, c.config.Files.ServerCAKey, c.config.SigningDuration)
}

func (c *Controllers) newLegacySigner(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return signer.NewLegacyUnknownCSRSigningController(ctx, client, from.Certificates().V1().CertificateSigningRequests(),
		c.config.Files.ServerCA, c.config.Files.ServerCAKey, c.config.SigningDuration)
}

func newApprover(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return approver.NewCSRApprovingController(ctx, client, from.Certificates().V1().CertificateSigningRequests()), nil
}

func newCleaner(_ context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	certificates := client.CertificatesV1().CertificateSigningRequests()
	return cleaner.NewCSRCleanerController(certificates, from.Certificates().V1().CertificateSigningRequests()), nil
}

func newAggregation(_ context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	return clusterroleaggregation.NewClusterRoleAggregation(from.Rbac().V1().ClusterRoles(), client.RbacV1()), nil
}

// newTokens fills Secrets of type kubernetes.io/service-account-token.
func (c *Controllers) newTokens(ctx context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	key, err := keyutil.PrivateKeyFromFile(c.config.Files.ServiceAccountKey)
	if err != nil {
		return nil, err
	}
	generator, err := serviceaccount.JWTTokenGenerator(serviceaccount.LegacyIssuer, key)
	if err != nil {
		return nil, err
	}
	return serviceaccountcontroller.NewTokensController(klog.FromContext(ctx), from.Core().V1().ServiceAccounts(), from.Core().V1().Secrets(), client,
		serviceaccountcontroller.TokensControllerOptions{TokenGenerator: generator, RootCA: c.config.Files.ServerCAPEM})
}

// newRootCA publishes the server's authority as ConfigMap kube-root-ca.crt in every namespace.
func (c *Controllers) newRootCA(_ context.Context, client *kubernetes.Clientset, from informers.SharedInformerFactory) (worker, error) {
	core := from.Core().V1()
	return rootcacertpublisher.NewPublisher(core.ConfigMaps(), core.Namespaces(), client, c.config.Files.ServerCAPEM)
}

// Stragglers begin late, and in no order that one may rely on, as those of kube-controller-manager do.
type Stragglers struct {
	// After is how long the first waits from when the server is ready, and Within how much later the last begins.
	After, Within time.Duration
}

// run returns when the last one has begun.
func (s *Stragglers) run(ctx context.Context, loops []loop, run func(context.Context, loop)) error {
	for _, i := range rand.Perm(len(loops)) {
		go run(ctx, loops[i])
		select {
		case <-time.After(s.Within / time.Duration(len(loops))):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}
