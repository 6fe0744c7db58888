package controllers

import (
	"context"
	"fmt"
	"slices"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/discovery/cached/memory"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/metadata/metadatainformer"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/restmapper"
	"k8s.io/client-go/tools/cache"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/kubernetes/pkg/controller/garbagecollector"
)

const (
	garbageWorkers = 20
	// garbageStart is how long the collector waits for all its informers before it begins, as upstream.
	garbageStart = 30 * time.Second
)

// StartGarbageCollection runs the controller that deletes objects whose owners are gone, unless these are kept, and with its
// informers all those that start with the first object of their kind.
//
// It is apart from the others and comes last: it watches every kind of object there is, some sixty of them, and nothing
// that makes the control plane ready waits for it.
func (c *Controllers) StartGarbageCollection(ctx context.Context) error {
	config := rest.AddUserAgent(c.config.Client, "generic-garbage-collector")
	client, err := kubernetes.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("unable to make a client for the garbage collector: %w", err)
	}
	objects, err := metadata.NewForConfig(config)
	if err != nil {
		return fmt.Errorf("unable to make a metadata client for the garbage collector: %w", err)
	}
	all := c.newOnDemand(ctx, informerfactory.NewInformerFactory(c.informers, metadatainformer.NewSharedInformerFactory(objects, resync)))
	if c.config.KeepGarbage {
		return all.watch(ctx)
	}
	changes, err := watchChanges(all)
	if err != nil {
		return err
	}
	collector, err := garbagecollector.NewGarbageCollector(ctx, client, objects,
		restmapper.NewDeferredDiscoveryRESTMapper(memory.NewMemCacheClient(client.Discovery())),
		garbagecollector.DefaultIgnoredResources(), all, informersStarted())
	if err != nil {
		return fmt.Errorf("unable to make the garbage collector: %w", err)
	}
	go c.run(ctx, loop{"garbage collection", func(ctx context.Context) { collector.Run(ctx, garbageWorkers, garbageStart) }})
	go collector.Sync(ctx, whenChanged{client.Discovery(), ctx, changes}, lookPeriod)
	return nil
}

// informersStarted is what controllers wait for that may be made before their informers are started.
func informersStarted() <-chan struct{} {
	started := make(chan struct{})
	close(started)
	return started
}

const (
	// lookPeriod is the least time between two looks at the kinds of objects there are, and the most that upstream waits for new
	// informers before it complains.
	lookPeriod = 2 * time.Second
	// lookAnyway is how often upstream looks at them without a reason, and we too.
	lookAnyway = 30 * time.Second
	// poll is between two looks at whether there is a reason.
	poll = 250 * time.Millisecond
	// settled is how long to go on looking after a change: a new kind is listed a moment after it is announced.
	settled = 5 * time.Second
)

// announcements are the kinds of objects that announce kinds.
var announcements = []schema.GroupVersionResource{
	{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"},
	{Group: "apiregistration.k8s.io", Version: "v1", Resource: "apiservices"},
}

// changes tell one of upstream's controllers that watch all kinds of objects when kinds came or went. Such a controller asks
// discovery in each period; next has it wait there until there is something to see.
type changes struct {
	informers []cache.SharedIndexInformer
	seen      []string
	until     time.Time
}

func watchChanges(all informerfactory.InformerFactory) (*changes, error) {
	c := &changes{}
	for _, kind := range announcements {
		informer, err := all.ForResource(kind)
		if err != nil {
			return nil, fmt.Errorf("unable to watch %v: %w", kind, err)
		}
		c.informers = append(c.informers, informer.Informer())
	}
	return c, nil
}

// next returns when it is time for another look.
func (c *changes) next(ctx context.Context) {
	_ = wait.PollUntilContextTimeout(ctx, poll, lookAnyway, true, func(context.Context) (bool, error) {
		if versions := c.versions(); !slices.Equal(versions, c.seen) {
			c.seen, c.until = versions, time.Now().Add(settled)
		}
		return time.Now().Before(c.until), nil
	})
}

func (c *changes) versions() (versions []string) {
	for _, informer := range c.informers {
		versions = append(versions, informer.LastSyncResourceVersion())
	}
	return versions
}

// whenChanged is discovery for the garbage collector.
type whenChanged struct {
	discovery.ServerResourcesInterface
	ctx     context.Context
	changes *changes
}

func (w whenChanged) ServerPreferredResources() ([]*metav1.APIResourceList, error) {
	w.changes.next(w.ctx)
	return w.ServerResourcesInterface.ServerPreferredResources()
}
