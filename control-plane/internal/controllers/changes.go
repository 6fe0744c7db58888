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
	"k8s.io/client-go/tools/cache"
	"k8s.io/controller-manager/pkg/informerfactory"
)

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
