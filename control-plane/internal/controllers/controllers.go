// Package controllers runs the upstream controllers that credentials, roles and namespaces depend on, and those that keep other
// objects as the API server says they are.
//
// They are built by their constructors, not by the kube-controller-manager command: two commands in one process fight over
// feature gates and logging, and that one polls the server with a period of a second before it starts anything.
package controllers

import (
	"context"
	"fmt"
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
	loops     []loop
}

// loop is one controller: its Run function, bound to a number of workers.
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
	for _, add := range []func(context.Context) error{
		c.addSigners, c.addApprover, c.addCleaner, c.addAggregation, c.addNamespaces, c.addServiceAccounts, c.addTokens, c.addRootCA,
	} {
		if err := add(ctx); err != nil {
			return nil, err
		}
	}
	c.informers.Start(ctx.Done())
	return c, c.runWhenSynced(ctx)
}

// Informers are shared by all controllers.
func (c *Controllers) Informers() informers.SharedInformerFactory {
	return c.informers
}

// runWhenSynced runs the loops only when their informers are filled: each loop would look for that just once in 100 ms.
func (c *Controllers) runWhenSynced(ctx context.Context) error {
	for kind, synced := range c.informers.WaitForCacheSync(ctx.Done()) {
		if !synced {
			return fmt.Errorf("unable to fill the informer for %v: %w", kind, ctx.Err())
		}
	}
	if c.config.Stragglers != nil {
		return c.config.Stragglers.run(ctx, c.loops, c.run)
	}
	for _, l := range c.loops {
		go c.run(ctx, l)
	}
	return nil
}

func (c *Controllers) run(ctx context.Context, l loop) {
	l.run(ctx)
	if ctx.Err() == nil {
		c.config.Failed(fmt.Errorf("the %s controller ended", l.name))
	}
}

func (c *Controllers) add(name string, run func(context.Context)) {
	c.loops = append(c.loops, loop{name, run})
}

// workers binds a controller's Run to a number of workers.
func workers(run func(context.Context, int), count int) func(context.Context) {
	return func(ctx context.Context) { run(ctx, count) }
}

func (c *Controllers) client(name string) (*kubernetes.Clientset, error) {
	client, err := kubernetes.NewForConfig(rest.AddUserAgent(c.config.Client, name))
	if err != nil {
		return nil, fmt.Errorf("unable to make a client for the %s: %w", name, err)
	}
	return client, nil
}

// addSigners has client certificates signed by the client authority, and serving certificates by the server's. A user's are left
// out where they are not wanted; those of kubelets, which cannot be a user's, are not.
func (c *Controllers) addSigners(ctx context.Context) error {
	client, err := c.client("certificate-controller")
	if err != nil {
		return err
	}
	requests := c.informers.Certificates().V1().CertificateSigningRequests()
	f, longest := c.config.Files, c.config.SigningDuration
	userSigner, err1 := signer.NewKubeAPIServerClientCSRSigningController(ctx, client, requests, f.ClientCA, f.ClientCAKey, longest)
	kubeletSigner, err2 := signer.NewKubeletClientCSRSigningController(ctx, client, requests, f.ClientCA, f.ClientCAKey, longest)
	servingSigner, err3 := signer.NewKubeletServingCSRSigningController(ctx, client, requests, f.ServerCA, f.ServerCAKey, longest)
	legacySigner, err4 := signer.NewLegacyUnknownCSRSigningController(ctx, client, requests, f.ServerCA, f.ServerCAKey, longest)
	for _, err := range []error{err1, err2, err3, err4} {
		if err != nil {
			return fmt.Errorf("unable to make a signer for certificate signing requests: %w", err)
		}
	}
	signers := []*signer.CSRSigningController{kubeletSigner, servingSigner, legacySigner}
	if c.config.SignClientCertificates {
		signers = append(signers, userSigner)
	}
	for _, s := range signers {
		c.add("certificate signing", workers(s.Run, 5))
	}
	return nil
}

func (c *Controllers) addApprover(ctx context.Context) error {
	client, err := c.client("certificate-controller")
	if err != nil {
		return err
	}
	a := approver.NewCSRApprovingController(ctx, client, c.informers.Certificates().V1().CertificateSigningRequests())
	c.add("certificate approving", workers(a.Run, 5))
	return nil
}

func (c *Controllers) addCleaner(context.Context) error {
	client, err := c.client("certificate-controller")
	if err != nil {
		return err
	}
	requests := c.informers.Certificates().V1().CertificateSigningRequests()
	c.add("certificate cleaning", workers(cleaner.NewCSRCleanerController(client.CertificatesV1().CertificateSigningRequests(), requests).Run, 1))
	return nil
}

func (c *Controllers) addAggregation(context.Context) error {
	client, err := c.client("clusterrole-aggregation-controller")
	if err != nil {
		return err
	}
	a := clusterroleaggregation.NewClusterRoleAggregation(c.informers.Rbac().V1().ClusterRoles(), client.RbacV1())
	c.add("cluster role aggregation", workers(a.Run, 5))
	return nil
}

func (c *Controllers) addServiceAccounts(ctx context.Context) error {
	client, err := c.client("service-account-controller")
	if err != nil {
		return err
	}
	s, err := newServiceAccounts(ctx, c.informers.Core().V1().ServiceAccounts(), c.informers.Core().V1().Namespaces(), client)
	if err != nil {
		return fmt.Errorf("unable to make the service account controller: %w", err)
	}
	c.add("service account", workers(s.Run, 1))
	return nil
}

// addTokens fills Secrets of type kubernetes.io/service-account-token.
func (c *Controllers) addTokens(ctx context.Context) error {
	client, err := c.client("tokens-controller")
	if err != nil {
		return err
	}
	key, err := keyutil.PrivateKeyFromFile(c.config.Files.ServiceAccountKey)
	if err != nil {
		return fmt.Errorf("unable to read the service-account key: %w", err)
	}
	generator, err := serviceaccount.JWTTokenGenerator(serviceaccount.LegacyIssuer, key)
	if err != nil {
		return fmt.Errorf("unable to make a token generator for the service-account key: %w", err)
	}
	t, err := serviceaccountcontroller.NewTokensController(klog.FromContext(ctx), c.informers.Core().V1().ServiceAccounts(),
		c.informers.Core().V1().Secrets(), client,
		serviceaccountcontroller.TokensControllerOptions{TokenGenerator: generator, RootCA: c.config.Files.ServerCAPEM})
	if err != nil {
		return fmt.Errorf("unable to make the token controller: %w", err)
	}
	c.add("token", workers(t.Run, 5))
	return nil
}

// addRootCA publishes the server's authority as ConfigMap kube-root-ca.crt in every namespace.
func (c *Controllers) addRootCA(context.Context) error {
	client, err := c.client("root-ca-cert-publisher")
	if err != nil {
		return err
	}
	p, err := rootcacertpublisher.NewPublisher(c.informers.Core().V1().ConfigMaps(), c.informers.Core().V1().Namespaces(), client, c.config.Files.ServerCAPEM)
	if err != nil {
		return fmt.Errorf("unable to make the root CA publisher: %w", err)
	}
	c.add("root CA publishing", workers(p.Run, 1))
	return nil
}
