package apiserver

import (
	"context"
	"io"
	"time"

	"k8s.io/apimachinery/pkg/api/meta"
	"k8s.io/apimachinery/pkg/util/wait"
	"k8s.io/apiserver/pkg/admission"
	"k8s.io/apiserver/pkg/admission/plugin/policy/generic"
	"k8s.io/client-go/informers"
)

const (
	// kindsPlugin admits everything; it is in the chain to be given what admission policies look kinds up in.
	kindsPlugin = "KubeuserPolicyKinds"
	// policyPeriod is how often the server looks whether policies have changed, and kindsPeriod how often it may ask again which
	// kinds there are. Upstream takes 1 s and 30 s.
	policyPeriod, kindsPeriod = 20 * time.Millisecond, 250 * time.Millisecond
)

// policyKinds is where admission policies look up the kinds of their parameters.
type policyKinds struct {
	*admission.Handler
	mapper meta.ResettableRESTMapper
}

// SetRESTMapper takes upstream's, which is the same for all plugins.
func (k *policyKinds) SetRESTMapper(mapper meta.RESTMapper) {
	k.mapper, _ = mapper.(meta.ResettableRESTMapper)
}

// SetExternalKubeInformerFactory keeps ConfigMaps watched as long as the server runs. Upstream stops with the last policy that has
// parameters of the kind, and the policies that come later see what there was then.
func (*policyKinds) SetExternalKubeInformerFactory(all informers.SharedInformerFactory) {
	all.Core().V1().ConfigMaps().Informer()
}

// ValidateInitialization is part of asking for a mapper.
func (*policyKinds) ValidateInitialization() error { return nil }

// run lets kinds be found that came after the first look. Nobody looks unless a policy has a kind that is not known yet.
func (k *policyKinds) run(ctx context.Context) {
	if k.mapper != nil {
		wait.UntilWithContext(ctx, func(context.Context) { k.mapper.Reset() }, kindsPeriod)
	}
}

// EnforcePromptly has admission policies enforced milliseconds after they were written, and not after a second, or half a
// minute if the kind of their parameters is new.
func (o *Options) EnforcePromptly() {
	generic.SetPolicyRefreshIntervalForTests(policyPeriod)
	o.kinds = &policyKinds{Handler: admission.NewHandler()}
	chain := o.upstream.Admission.GenericAdmission
	chain.Plugins.Register(kindsPlugin, func(io.Reader) (admission.Interface, error) { return o.kinds, nil })
	chain.RecommendedPluginOrder = append(chain.RecommendedPluginOrder, kindsPlugin)
}
