package controllers

import (
	"context"

	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/controller-manager/pkg/informerfactory"
	"k8s.io/klog/v2"
	"k8s.io/kubernetes/pkg/controller/volume/pvcprotection"
)

// buildClaimProtection lets claims go that no pod uses: admission gives each a finalizer.
func (c *Controllers) buildClaimProtection(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory, _ informerfactory.InformerFactory) ([]loop, error) {
	core := own.Core().V1()
	p, err := pvcprotection.NewPVCProtectionController(klog.FromContext(ctx), core.PersistentVolumeClaims(), core.Pods(), client)
	if err != nil {
		return nil, err
	}
	return []loop{{"claim protection", workers(p.Run, 1)}}, nil
}

// buildVolumeProtection lets volumes go that no claim is bound to.
func (c *Controllers) buildVolumeProtection(ctx context.Context, client *kubernetes.Clientset, own informers.SharedInformerFactory, _ informerfactory.InformerFactory) ([]loop, error) {
	p, err := newVolumeProtection(ctx, own.Core().V1().PersistentVolumes(), client)
	if err != nil {
		return nil, err
	}
	return []loop{{"volume protection", workers(p.Run, 1)}}, nil
}
