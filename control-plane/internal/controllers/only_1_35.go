//go:build before_kubernetes_1_36 && !before_kubernetes_1_35

package controllers

import (
	quota "k8s.io/apiserver/pkg/quota/v1"
	"k8s.io/client-go/informers"
	"k8s.io/kubernetes/pkg/quota/v1/install"
)

// quotaConfiguration cannot fail yet.
func quotaConfiguration(lister quota.ListerForResourceFunc, all informers.SharedInformerFactory) (quota.Configuration, error) {
	return install.NewQuotaConfigurationForControllers(lister, all), nil
}
