//go:build !before_kubernetes_1_37

package controllers

import (
	"context"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/disruption"
	"k8s.io/kubernetes/pkg/controller/volume/pvprotection"
)

func disruptionWorker(d *disruption.DisruptionController) worker { return d }

// newVolumeProtection lets volumes go that no claim is bound to.
func newVolumeProtection(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory) (worker, error) {
	return pvprotection.NewPVProtectionController(klog.FromContext(ctx), own.Core().V1().PersistentVolumes(), client)
}
