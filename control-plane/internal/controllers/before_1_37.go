//go:build before_kubernetes_1_37

package controllers

import (
	"context"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/disruption"
	"k8s.io/kubernetes/pkg/controller/volume/pvprotection"
)

// disruptionWorker has one worker, whatever one says.
func disruptionWorker(d *disruption.DisruptionController) worker { return alone{d} }

type alone struct {
	*disruption.DisruptionController
}

func (a alone) Run(ctx context.Context, _ int) { a.DisruptionController.Run(ctx) }

// newVolumeProtection lets volumes go that no claim is bound to. It cannot fail yet.
func newVolumeProtection(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory) (worker, error) {
	return pvprotection.NewPVProtectionController(klog.FromContext(ctx), own.Core().V1().PersistentVolumes(), client), nil
}
