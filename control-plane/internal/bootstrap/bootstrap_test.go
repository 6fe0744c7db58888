package bootstrap

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
)

func TestDefaultPolicyHasWhatEveryClusterHas(t *testing.T) {
	names := map[string]bool{}
	for _, role := range DefaultPolicy().ClusterRoles {
		names[role.Name] = true
	}
	for _, want := range []string{"cluster-admin", "admin", "edit", "view", "system:discovery", "system:controller:namespace-controller"} {
		if !names[want] {
			t.Errorf("there is no ClusterRole %s", want)
		}
	}
}

func TestWrittenPolicyBecomesEffectiveOnceAggregated(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	client, policy := fake.NewClientset(), DefaultPolicy()
	if err := policy.Write(ctx, client); err != nil {
		t.Fatal(err)
	}
	factory := informers.NewSharedInformerFactory(client, 0)
	// Only informers that were asked for are started; the server's authorizer asks for these.
	rbac := factory.Rbac().V1()
	rbac.ClusterRoles().Informer()
	rbac.ClusterRoleBindings().Informer()
	rbac.Roles().Informer()
	rbac.RoleBindings().Informer()
	if err := policy.missing(factory); err == nil {
		t.Error("informers that were not started know the policy")
	}
	factory.Start(ctx.Done())
	factory.WaitForCacheSync(ctx.Done())
	if err := eventually(ctx, "informers", func(context.Context) error { return policy.missing(factory) }); err != nil {
		t.Fatal(err)
	}
	if err := notAggregated(factory); err == nil || !strings.Contains(err.Error(), "lacks rules of") {
		t.Errorf("nobody aggregated the roles, yet: %v", err)
	}
}

func TestAnAggregatedRoleIsTheSumOfItsParts(t *testing.T) {
	rule := func(resource string) rbacv1.PolicyRule {
		return rbacv1.PolicyRule{Verbs: []string{"get"}, APIGroups: []string{""}, Resources: []string{resource}}
	}
	part := &rbacv1.ClusterRole{
		ObjectMeta: metav1.ObjectMeta{Name: "part", Labels: map[string]string{"to": "sum"}},
		Rules:      []rbacv1.PolicyRule{rule("pods"), rule("secrets")},
	}
	sum := &rbacv1.ClusterRole{
		ObjectMeta:      metav1.ObjectMeta{Name: "sum", Labels: map[string]string{"to": "sum"}},
		AggregationRule: &rbacv1.AggregationRule{ClusterRoleSelectors: []metav1.LabelSelector{{MatchLabels: part.Labels}}},
		Rules:           []rbacv1.PolicyRule{rule("pods")},
	}
	roles := []*rbacv1.ClusterRole{part, sum}
	if err := lacking(sum, roles); err == nil {
		t.Error("the rule about secrets is not missed")
	}
	sum.Rules = append(sum.Rules, rule("secrets"))
	if err := lacking(sum, roles); err != nil {
		t.Error(err)
	}
}

func TestEventuallyTriesAgain(t *testing.T) {
	var tries atomic.Int32
	err := eventually(t.Context(), "it", func(context.Context) error {
		if tries.Add(1) < 3 {
			return errors.New("not yet")
		}
		return nil
	})
	if err != nil || tries.Load() != 3 {
		t.Errorf("%v after %d tries", err, tries.Load())
	}
}

func TestEventuallyEndsWithTheLastReason(t *testing.T) {
	ctx, cancel := context.WithCancelCause(t.Context())
	err := eventually(ctx, "the thing", func(context.Context) error {
		time.AfterFunc(time.Millisecond, func() { cancel(errors.New("time is up")) })
		return errors.New("refused")
	})
	for _, part := range []string{"unable to finish the thing", "refused", "time is up"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("error is %v", err)
		}
	}
}

func TestTheFirstErrorEndsAllWrites(t *testing.T) {
	failure := errors.New("broken")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(failure)
	never := write{"something", func(context.Context) error { return nil }}
	if err := writeAll(ctx, []write{never, never}); !errors.Is(err, failure) {
		t.Errorf("error is %v", err)
	}
}
