package controllers

import (
	"context"
	"fmt"
	"time"

	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/discovery"
	"k8s.io/client-go/tools/cache"
	"k8s.io/controller-manager/pkg/informerfactory"
)

const (
	// lookPeriod is the least time between two looks at the kinds of objects there are, and the most that upstream waits for new
	// informers before it complains.
	lookPeriod = 2 * time.Second
	// lookAnyway is how often upstream looks at them without a reason, and we too.
	lookAnyway = 30 * time.Second
	// quiet is how long to wait for more changes before a look: many come together.
	quiet = 250 * time.Millisecond
	// settled is how long to go on looking after a change: a new kind is listed a moment after it is announced.
	settled = 5 * time.Second
)

var (
	customResourceDefinitions = schema.GroupVersionResource{Group: "apiextensions.k8s.io", Version: "v1", Resource: "customresourcedefinitions"}
	apiServices               = schema.GroupVersionResource{Group: "apiregistration.k8s.io", Version: "v1", Resource: "apiservices"}
)

// changes tell one of upstream's controllers that watch all kinds of objects when kinds came or went. Such a controller asks
// discovery in each period; next has it wait there until there is something to see.
type changes struct {
	changed chan struct{}
	until   time.Time
	looked  bool
}

func watchChanges(all informerfactory.InformerFactory) (*changes, error) {
	c := &changes{changed: make(chan struct{}, 1)}
	// What was there before the first look needs no second one; but a definition may have come between that and its informer.
	for kind, initial := range map[schema.GroupVersionResource]bool{customResourceDefinitions: true, apiServices: false} {
		informer, err := all.ForResource(kind)
		if err != nil {
			return nil, fmt.Errorf("unable to watch %v: %w", kind, err)
		}
		_, err = informer.Informer().AddEventHandler(cache.ResourceEventHandlerDetailedFuncs{
			AddFunc: func(_ any, isInitial bool) {
				if initial || !isInitial {
					c.tell()
				}
			},
			UpdateFunc: func(any, any) { c.tell() },
			DeleteFunc: func(any) { c.tell() },
		})
		if err != nil {
			return nil, fmt.Errorf("unable to watch %v: %w", kind, err)
		}
	}
	return c, nil
}

func (c *changes) tell() {
	select {
	case c.changed <- struct{}{}:
	default:
	}
}

// next returns when it is time for another look.
func (c *changes) next(ctx context.Context) {
	if !c.looked {
		c.looked = true
		c.until = time.Now().Add(settled)
		return
	}
	if time.Now().Before(c.until) {
		return
	}
	select {
	case <-c.changed:
		sleep(ctx, quiet)
		c.until = time.Now().Add(settled)
	case <-time.After(lookAnyway):
	case <-ctx.Done():
	}
}

func sleep(ctx context.Context, duration time.Duration) {
	select {
	case <-time.After(duration):
	case <-ctx.Done():
	}
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
