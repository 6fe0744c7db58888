// Package plane puts the parts of a control plane together: it starts them in order, undoes a start that fails, and stops them
// in reverse order.
//
// There can be one plane per process: feature gates, metrics and logging of Kubernetes are global.
package plane

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	utilnet "k8s.io/apimachinery/pkg/util/net"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/version"

	"dev.kubeuser/control-plane/internal/apiserver"
	"dev.kubeuser/control-plane/internal/bootstrap"
	"dev.kubeuser/control-plane/internal/controllers"
	"dev.kubeuser/control-plane/internal/datadir"
	"dev.kubeuser/control-plane/internal/launch"
	"dev.kubeuser/control-plane/internal/logs"
	"dev.kubeuser/control-plane/internal/pki"
	"dev.kubeuser/control-plane/internal/simulation"
	"dev.kubeuser/control-plane/internal/storage"
)

const (
	// startLimit ends a start that cannot succeed; the slowest machine needs a few seconds.
	startLimit = 60 * time.Second
	// drainLimit is how long each part may take to stop. Nothing that it holds is worth waiting for.
	drainLimit = 100 * time.Millisecond
	// writeLimit is how long a stop waits for a start that is making files, which would be left behind otherwise.
	writeLimit = 1500 * time.Millisecond
)

// errStopped ends a start that was left behind.
var errStopped = errors.New("the control plane was stopped")

// Config says what a control plane is to be like.
type Config struct {
	AnonymousAuth bool
	// Listen is the IPv4 address and port of the server; empty for the loopback address and a port that the kernel chooses.
	Listen string
	// ExtraNames are names and addresses of the server beside the usual ones.
	ExtraNames []string
	// Names are what the authorities and the administrator are called.
	Names pki.Names
	// AuditPolicyFile is empty for the built-in policy, AuditLogFile for a log in the data directory.
	AuditPolicyFile, AuditLogFile string
	// AuditAsUpstream makes an empty path mean what it means to kube-apiserver: no policy, no log.
	AuditAsUpstream bool
	SigningDuration time.Duration
	// AdminToken gives the administrator a token as well, in a kubeconfig of its own.
	AdminToken bool
	// SignClientCertificates is false for a cluster that signs no certificates of users, as managed ones may do.
	SignClientCertificates bool
	// Stragglers, where they are given, are controllers that begin when the plane is ready, instead of before.
	Stragglers *controllers.Stragglers
	Workloads  controllers.Workloads
	// KeepGarbage leaves objects alone whose owners are gone.
	KeepGarbage bool
	APIServer   *apiserver.Options
	// Prepared, where it is given, hears of the keys and of the server's URL before anything is served.
	Prepared func(files *pki.Files, server string) error
	// Serving, where it is given, hears of the handler of requests when the server begins to answer them.
	Serving func(handler http.Handler)
}

// Plane is a control plane, from before its start until after its stop.
type Plane struct {
	config    Config
	directory *datadir.Directory
	log       *logs.Log
	failures  Failures

	files        *pki.Files
	listener     net.Listener
	client       kubernetes.Interface
	storage      *storage.Storage
	server       *apiserver.Server
	controllers  *controllers.Controllers
	bootstrapped chan struct{}
	stages       Stages
	// controlling is done when the controllers are to stop.
	controlling context.Context

	part atomic.Value // the name of the one that is starting

	mutex   sync.Mutex
	undo    []func()
	stopped bool
	writers sync.WaitGroup
}

// New describes a plane that writes to directory only. What goes wrong in it once it runs is reported to failures.
func New(config Config, directory *datadir.Directory, log *logs.Log, failures Failures) *Plane {
	return &Plane{config: config, directory: directory, log: log, failures: failures, bootstrapped: make(chan struct{})}
}

// Start returns when the control plane is ready, when ctx is done or when a part failed, whichever is first. Upstream code does
// not always listen to a context, so the start may be left behind; Stop undoes what it still does.
func (p *Plane) Start(ctx context.Context) (Ready, error) {
	limited, cancel := context.WithTimeoutCause(ctx, startLimit, fmt.Errorf("not ready after %s", startLimit))
	result := make(chan error, 1)
	go func() {
		defer cancel()
		result <- p.start(limited)
	}()
	select {
	case err := <-result:
		if err != nil {
			return Ready{}, err
		}
		return p.describe(), nil
	case failure := <-p.failures:
		cancel()
		return Ready{}, failure
	case <-ctx.Done():
		return Ready{}, ctx.Err()
	case <-time.After(startLimit + drainLimit):
		part, _ := p.part.Load().(string)
		return Ready{}, &Failure{part, fmt.Errorf("not ready after %s", startLimit)}
	}
}

// Stop ends every part, the last one first, and what a start that was left behind still writes. It takes no longer than the
// limits together. Nothing makes files in the directory afterwards.
func (p *Plane) Stop() {
	p.log.Mute()
	p.mutex.Lock()
	p.stopped = true
	undo := p.undo
	p.mutex.Unlock()
	for i := len(undo) - 1; i >= 0; i-- {
		bounded(drainLimit, undo[i])
	}
	bounded(writeLimit, p.writers.Wait)
}

// writing runs what makes files, which a stop waits for and which does not begin after one.
func (p *Plane) writing(run func() error) error {
	p.mutex.Lock()
	if p.stopped {
		p.mutex.Unlock()
		return errStopped
	}
	p.writers.Add(1)
	p.mutex.Unlock()
	defer p.writers.Done()
	return run()
}

func (p *Plane) start(ctx context.Context) error {
	for _, step := range p.steps() {
		p.part.Store(step.part)
		if err := step.run(ctx); err != nil {
			return in(step.part, err)
		}
	}
	return nil
}

// step is what a start does in one part.
type step struct {
	part string
	run  func(context.Context) error
}

func (p *Plane) steps() []step {
	steps := []step{
		{PartPKI, p.makeKeys},
		{PartAPIServer, p.listen},
		{PartDirectory, p.publish},
		{PartStorage, p.startStorage},
		{PartAPIServer, p.serve},
	}
	if p.config.Stragglers != nil {
		return append(steps, step{PartBootstrap, p.becomeReadyAlone}, step{PartControllers, p.awaitStragglers})
	}
	return append(steps,
		step{PartControllers, p.startControllers},
		step{PartBootstrap, p.becomeReady},
		step{PartControllers, p.simulateWorkloads},
		step{PartControllers, p.collectGarbage})
}

func (p *Plane) makeKeys(context.Context) error {
	return p.writing(func() (err error) {
		p.files, err = pki.Write(p.directory.Join("pki"), pki.Config{
			ExtraNames: p.config.ExtraNames, SigningDuration: p.config.SigningDuration, Names: p.config.Names,
			AdminToken: p.config.AdminToken,
		})
		return err
	})
}

func (p *Plane) listen(context.Context) (err error) {
	if p.listener, err = net.Listen("tcp4", cmp.Or(p.config.Listen, "127.0.0.1:0")); err != nil {
		return fmt.Errorf("unable to listen for the API server: %w", err)
	}
	p.onStop(func() { _ = p.listener.Close() })
	return nil
}

// publish writes what others need to reach the server as its administrator.
func (p *Plane) publish(context.Context) error {
	return p.writing(func() error {
		if err := p.files.WriteKubeconfig(p.directory.Join(KubeconfigName), p.url()); err != nil {
			return err
		}
		if err := p.connect(); err != nil {
			return err
		}
		if p.config.Prepared == nil {
			return nil
		}
		return p.config.Prepared(p.files, p.url())
	})
}

// startStorage starts etcd and builds the API server at the same time: the server connects when it first needs to.
//
// Nothing stops etcd but the end of the process. What it holds is deleted anyway, and an etcd that is stopped while somebody
// still asks it something, which a server that could not be built does, crashes.
func (p *Plane) startStorage(ctx context.Context) error {
	p.storage = storage.New(p.directory.Join("etcd"))
	return together(ctx,
		func(ctx context.Context) error { return in(PartStorage, p.runStorage(ctx)) },
		func(ctx context.Context) error { return in(PartAPIServer, p.buildServer(ctx)) },
	)
}

func (p *Plane) runStorage(ctx context.Context) error {
	if err := p.writing(func() error { return p.storage.Start(ctx, p.log.Zap()) }); err != nil {
		return err
	}
	p.reached(&p.stages.Storage)
	go func() {
		if err, open := <-p.storage.Failed(); open {
			p.failures.Report(PartStorage, fmt.Errorf("etcd ended: %w", err))
		}
	}()
	return nil
}

func (p *Plane) buildServer(ctx context.Context) error {
	policy, err := p.auditPolicy()
	if err != nil {
		return err
	}
	var dial utilnet.DialFunc // nil where nodes may be real, if somebody brings one
	if p.config.Workloads.Simulated {
		dial = simulation.Dial
	}
	p.server, err = apiserver.New(ctx, apiserver.Config{
		Options:         p.config.APIServer,
		Listener:        p.listener,
		Files:           p.files,
		StorageEndpoint: storage.Endpoint,
		DialStorage:     p.storage.Dial,
		AnonymousAuth:   p.config.AnonymousAuth,
		AuditPolicy:     policy,
		AuditLog:        p.auditLog(),
		AuditUsersOnly:  p.hasOwnAuditPolicy(),
		Writing:         p.writing,
		Bootstrapped:    p.bootstrapped,
		Dial:            dial,
	})
	return err
}

// serve runs the API server in the background and returns when it answered.
func (p *Plane) serve(ctx context.Context) error {
	running, stopServer := context.WithCancel(context.Background())
	done := make(chan struct{})
	p.onStop(func() {
		stopServer()
		<-done
	})
	controlling, stopControllers := context.WithCancel(context.Background())
	p.controlling = controlling
	p.onStop(stopControllers)
	go func() {
		defer close(done)
		err := p.server.Run(running)
		if running.Err() == nil {
			p.failures.Report(PartAPIServer, errors.Join(errors.New("the API server ended"), err))
		}
	}()
	if err := bootstrap.WaitServing(ctx, p.client); err != nil {
		return err
	}
	if p.config.Serving != nil {
		p.config.Serving(p.server.Handler())
	}
	p.reached(&p.stages.Serving)
	return nil
}

// startControllers writes the default policy meanwhile, because neither waits for the other.
func (p *Plane) startControllers(ctx context.Context) error {
	return together(ctx,
		func(ctx context.Context) error { return in(PartControllers, p.runControllers(ctx)) },
		func(ctx context.Context) error { return in(PartBootstrap, p.writePolicy(ctx)) },
	)
}

func (p *Plane) runControllers(ctx context.Context) error {
	config, err := p.files.ClientConfig(p.url(), p.files.ControllerManager)
	if err != nil {
		return err
	}
	running, cancel := context.WithCancel(p.controlling)
	detach := context.AfterFunc(ctx, cancel)
	defer detach()
	p.controllers, err = controllers.Start(running, controllers.Config{
		Client:                 internal(config),
		Files:                  p.files,
		SigningDuration:        p.config.SigningDuration,
		SignClientCertificates: p.config.SignClientCertificates,
		Stragglers:             p.config.Stragglers,
		Workloads:              p.config.Workloads,
		KeepGarbage:            p.config.KeepGarbage,
		Failed:                 func(err error) { p.failures.Report(PartControllers, err) },
	})
	return err
}

func (p *Plane) writePolicy(ctx context.Context) error {
	if err := bootstrap.DefaultPolicy().Write(ctx, p.client); err != nil {
		return err
	}
	p.reached(&p.stages.RBAC)
	close(p.bootstrapped)
	return nil
}

// becomeReadyAlone returns when the server says that it is ready, which it does without controllers.
func (p *Plane) becomeReadyAlone(ctx context.Context) error {
	if err := p.writePolicy(ctx); err != nil {
		return err
	}
	if err := bootstrap.WaitReadyz(ctx, p.client); err != nil {
		return err
	}
	p.reached(&p.stages.Ready)
	return nil
}

// awaitStragglers starts the controllers in the background.
func (p *Plane) awaitStragglers(context.Context) error {
	go func() {
		select {
		case <-time.After(p.config.Stragglers.After):
		case <-p.controlling.Done():
			return
		}
		err := p.runControllers(p.controlling)
		if err == nil {
			err = p.collectGarbage(p.controlling)
		}
		if err != nil && p.controlling.Err() == nil {
			p.failures.Report(PartControllers, err)
		}
	}()
	return nil
}

// becomeReady returns when a test may rely on all that a cluster has.
func (p *Plane) becomeReady(ctx context.Context) error {
	err := together(ctx,
		p.waitAggregated,
		p.probe,
		func(ctx context.Context) error { return bootstrap.WaitReadyz(ctx, p.client) },
	)
	if err != nil {
		return err
	}
	p.reached(&p.stages.Ready)
	return nil
}

// probe has nothing to wait for where nobody signs.
func (p *Plane) probe(ctx context.Context) error {
	if !p.config.SignClientCertificates {
		return nil
	}
	return bootstrap.Probe(ctx, p.client, p.controllers.Informers(), p.files.ClientAuthority())
}

func (p *Plane) waitAggregated(ctx context.Context) error {
	if err := bootstrap.DefaultPolicy().WaitEffective(ctx, p.server.Informers()); err != nil {
		return err
	}
	if err := bootstrap.WaitServiceAccount(ctx, p.controllers.Informers()); err != nil {
		return err
	}
	p.reached(&p.stages.Aggregated)
	return nil
}

func (p *Plane) simulateWorkloads(context.Context) error {
	if !p.config.Workloads.Simulated {
		return nil
	}
	p.log.Print(simulation.Notice)
	return p.controllers.StartSimulation(p.controlling)
}

func (p *Plane) collectGarbage(context.Context) error {
	return p.controllers.StartGarbageCollection(p.controlling)
}

func (p *Plane) describe() Ready {
	return Ready{
		Status:                     "ready",
		Server:                     p.url(),
		Version:                    version.Get().GitVersion,
		PID:                        os.Getpid(),
		DataDir:                    p.directory.Path(),
		Kubeconfig:                 p.directory.Join(KubeconfigName),
		AdminTokens:                p.files.AdminTokens,
		ServerCertificateAuthority: p.files.ServerCA,
		ClientCertificateAuthority: p.files.ClientCA,
		AuditLog:                   p.auditLog(),
		Log:                        p.directory.Join(LogName),
		Stages:                     p.stages,
	}
}

// LogName is the name of the log in the data directory.
const LogName = "control-plane.log"

// KubeconfigName is the name of the administrator's kubeconfig in the data directory.
const KubeconfigName = "admin.kubeconfig"

// url is where this host reaches the server, whichever of its addresses that one listens on.
func (p *Plane) url() string {
	address := *p.listener.Addr().(*net.TCPAddr)
	if address.IP.IsUnspecified() {
		address.IP = net.IPv4(127, 0, 0, 1)
	}
	return "https://" + address.String()
}

// connect makes the client, which acts as the administrator.
func (p *Plane) connect() error {
	config, err := p.files.AdminConfig(p.url())
	if err != nil {
		return err
	}
	if p.client, err = kubernetes.NewForConfig(rest.AddUserAgent(internal(config), "bootstrap")); err != nil {
		return fmt.Errorf("unable to make a client for the administrator: %w", err)
	}
	return nil
}

// internal makes a client fast that shares the process with its server: no throttling, no compression, no JSON.
func internal(config *rest.Config) *rest.Config {
	config.QPS = -1
	config.DisableCompression = true
	config.ContentType = "application/vnd.kubernetes.protobuf"
	config.AcceptContentTypes = "application/vnd.kubernetes.protobuf,application/json"
	return config
}

func (p *Plane) reached(stage *int64) {
	*stage = launch.Elapsed().Milliseconds()
}

// onStop remembers how to undo what was just done. A start that was left behind undoes at once.
func (p *Plane) onStop(undo func()) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	if p.stopped {
		go undo()
		return
	}
	p.undo = append(p.undo, undo)
}

func bounded(limit time.Duration, run func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		run()
	}()
	select {
	case <-done:
	case <-time.After(limit):
	}
}
