package apiserver

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/google/cel-go/common/types"
	v1 "k8s.io/api/admissionregistration/v1"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/util/version"
	"k8s.io/apiserver/pkg/admission"
	admissionauthorizer "k8s.io/apiserver/pkg/admission/plugin/authorizer"
	admissioncel "k8s.io/apiserver/pkg/admission/plugin/cel"
	"k8s.io/apiserver/pkg/admission/plugin/policy/generic"
	"k8s.io/apiserver/pkg/admission/plugin/policy/matching"
	"k8s.io/apiserver/pkg/admission/plugin/policy/validating"
	"k8s.io/apiserver/pkg/admission/plugin/webhook/matchconditions"
	celconfig "k8s.io/apiserver/pkg/apis/cel"
	"k8s.io/apiserver/pkg/cel/environment"
	"k8s.io/apiserver/pkg/warning"
	"k8s.io/client-go/dynamic"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
)

const (
	tracePlugin = "KubeuserPolicyTrace"
	// traceAnnotation is the key in audit events of what ValidatingAdmissionPolicies found: a list of traced.
	traceAnnotation = "policies.kubeuser.dev/trace"
	// sentinelPrefix begins the names of policies by which a client finds out what is in force. It is told in a warning that they, or
	// their parameters, are traced: upstream's plugin learns of policies at another time.
	sentinelPrefix = "kubeuser-sentinel-"
)

// outcome is what an expression gave.
type outcome string

const (
	isTrue  outcome = "true"
	isFalse outcome = "false"
	isError outcome = "error"
	// isOther is the outcome of a variable that is not a boolean.
	isOther outcome = "value"
)

// traced is what a policy found by one of its bindings and, if it has them, one object of parameters. Outcomes are in the order of the
// policy. Validations and variables are missing if a condition does not hold.
type traced struct {
	Policy      string    `json:"policy"`
	Binding     string    `json:"binding"`
	Conditions  []outcome `json:"conditions,omitempty"`
	Validations []outcome `json:"validations,omitempty"`
	Variables   []outcome `json:"variables,omitempty"`
}

// policyTrace admits everything. It evaluates what ValidatingAdmissionPolicy is about to evaluate, and puts the outcome of each
// expression into the audit event, for reports of what tests exercise: upstream tells only the first expression that denies.
type policyTrace struct {
	*generic.Plugin[tracedHook]
}

type tracedHook = generic.PolicyHook[*v1.ValidatingAdmissionPolicy, *v1.ValidatingAdmissionPolicyBinding, *tracedPolicy]

func newPolicyTrace() *policyTrace {
	handler := admission.NewHandler(admission.Connect, admission.Create, admission.Delete, admission.Update)
	plugin := generic.NewPlugin[tracedHook](handler, traceSource, newTracer)
	plugin.SetEnabled(true)
	return &policyTrace{plugin}
}

// Validate admits everything.
func (p *policyTrace) Validate(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces) error {
	_ = p.Dispatch(ctx, a, o) // what keeps the trace from working keeps upstream's plugin from it, which says so
	return nil
}

func traceSource(
	f informers.SharedInformerFactory, _ kubernetes.Interface, client dynamic.Interface, mapper meta.RESTMapper,
) generic.Source[tracedHook] {
	registration := f.Admissionregistration().V1()
	return generic.NewPolicySource(
		registration.ValidatingAdmissionPolicies().Informer(),
		registration.ValidatingAdmissionPolicyBindings().Informer(),
		validating.NewValidatingAdmissionPolicyAccessor,
		validating.NewValidatingAdmissionPolicyBindingAccessor,
		func(policy *v1.ValidatingAdmissionPolicy) *tracedPolicy { return compile(policy, client, mapper) },
		f, client, mapper)
}

// tracedPolicy is a policy with its expressions compiled as upstream does.
type tracedPolicy struct {
	conditions, validations, variables admissioncel.ConditionEvaluator
	client                             dynamic.Interface
	mapper                             meta.RESTMapper
}

// compile returns nil for a policy that cannot be compiled at all.
func compile(policy *v1.ValidatingAdmissionPolicy, client dynamic.Interface, mapper meta.RESTMapper) *tracedPolicy {
	compiler, err := admissioncel.NewCompositedCompiler(baseEnvironment())
	if err != nil {
		return nil
	}
	spec := policy.Spec
	declared := admissioncel.OptionalVariableDeclarations{HasParams: spec.ParamKind != nil, HasAuthorizer: true}
	var named []admissioncel.NamedExpressionAccessor
	var conditions, validations, variables []admissioncel.ExpressionAccessor
	for i := range spec.Variables {
		variable := &validating.Variable{Name: spec.Variables[i].Name, Expression: spec.Variables[i].Expression}
		named = append(named, variable)
		variables = append(variables, &validating.Variable{Expression: "variables." + variable.Name})
	}
	for i := range spec.MatchConditions {
		conditions = append(conditions, (*matchconditions.MatchCondition)(&spec.MatchConditions[i]))
	}
	for i := range spec.Validations {
		validations = append(validations, &validating.ValidationCondition{Expression: spec.Validations[i].Expression})
	}
	compiler.CompileAndStoreVariables(named, declared, environment.StoredExpressions)
	of := func(all []admissioncel.ExpressionAccessor) admissioncel.ConditionEvaluator {
		return compiler.CompileCondition(all, declared, environment.StoredExpressions)
	}
	return &tracedPolicy{of(conditions), of(validations), of(variables), client, mapper}
}

// baseEnvironment is upstream's for stored expressions. Before Kubernetes 1.35 it is asked to count costs as later versions do.
func baseEnvironment() *environment.EnvSet {
	switch base := any(environment.MustBaseEnvSet).(type) {
	case func(*version.Version) *environment.EnvSet:
		return base(environment.DefaultCompatibilityVersion())
	case func(*version.Version, bool) *environment.EnvSet:
		return base(environment.DefaultCompatibilityVersion(), true)
	default:
		panic("unknown form of environment.MustBaseEnvSet")
	}
}

// tracer evaluates the policies that a request matches. A is the authorizer of this version of Kubernetes.
type tracer[A any] struct {
	authorizer A
	matcher    generic.PolicyMatcher
}

func newTracer[A any](authorizer A, matcher *matching.Matcher, _ kubernetes.Interface) generic.Dispatcher[tracedHook] {
	return &tracer[A]{authorizer, generic.NewPolicyMatcher(matcher)}
}

// Start has nothing to start.
func (t *tracer[A]) Start(context.Context) error { return nil }

// Dispatch puts the trace of a request into its audit event.
func (t *tracer[A]) Dispatch(ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces, hooks []tracedHook) error {
	var found []traced
	authorizer := cached(t.authorizer)
	inputs := map[schema.GroupVersionKind]*input{}
	for _, hook := range hooks {
		policy := hook.Policy
		matches, resource, kind, err := t.matcher.DefinitionMatches(a, o, validating.NewValidatingAdmissionPolicyAccessor(policy))
		if err != nil || !matches || hook.ConfigurationError != nil || hook.Evaluator == nil {
			continue
		}
		for _, binding := range hook.Bindings {
			matches, err := t.matcher.BindingMatches(a, o, validating.NewValidatingAdmissionPolicyBindingAccessor(binding))
			if err != nil || !matches {
				continue
			}
			if inputs[kind] == nil {
				if inputs[kind], err = t.input(ctx, a, o, kind); err != nil {
					return err
				}
			}
			for _, parameters := range hook.Evaluator.parameters(hook, binding, a.GetNamespace()) {
				bindings := admissioncel.OptionalVariableBindings{VersionedParams: parameters}
				if field, ok := any(&bindings.Authorizer).(*A); ok {
					*field = authorizer
				}
				if strings.HasPrefix(policy.Name, sentinelPrefix) {
					warning.AddWarning(ctx, "", "traced "+nameOf(parameters)+".")
				}
				found = append(found, hook.Evaluator.trace(ctx, traced{Policy: policy.Name, Binding: binding.Name}, inputs[kind], resource, bindings))
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	value, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return a.AddAnnotation(traceAnnotation, string(value))
}

// nameOf returns the name of parameters, or that there are none.
func nameOf(parameters runtime.Object) string {
	if object, err := meta.Accessor(parameters); err == nil {
		return object.GetName()
	}
	return "all"
}

// cached asks once about what several expressions ask.
func cached[A any](authorizer A) A {
	if caching, ok := any(admissionauthorizer.NewCachingAuthorizer).(func(A) A); ok {
		return caching(authorizer)
	}
	return authorizer
}

// input is what expressions are about: the request with its object in one version, and the namespace.
type input struct {
	attributes *admission.VersionedAttributes
	namespace  *corev1.Namespace
}

func (t *tracer[A]) input(
	ctx context.Context, a admission.Attributes, o admission.ObjectInterfaces, kind schema.GroupVersionKind,
) (*input, error) {
	attributes, err := admission.NewVersionedAttributes(a, kind, o)
	if err != nil {
		return nil, err
	}
	in := &input{attributes: attributes}
	if name := a.GetNamespace(); name != "" && a.GetKind() != corev1.SchemeGroupVersion.WithKind("Namespace") {
		if in.namespace, err = t.matcher.GetNamespace(ctx, name); err != nil {
			return nil, err
		}
	}
	return in, nil
}

// parameters returns the objects that a binding names; nil stands for a policy without them.
func (p *tracedPolicy) parameters(hook tracedHook, binding *v1.ValidatingAdmissionPolicyBinding, namespace string) []runtime.Object {
	var found []runtime.Object
	var err error
	kind, ref := hook.Policy.Spec.ParamKind, binding.Spec.ParamRef
	switch collect := any(generic.CollectParams).(type) {
	case func(*v1.ParamKind, informers.GenericInformer, meta.RESTScope, *v1.ParamRef, string) ([]runtime.Object, error):
		found, err = collect(kind, hook.ParamInformer, hook.ParamScope, ref, namespace)
	case func(*v1.ParamKind, informers.GenericInformer, meta.RESTScope, *v1.ParamRef, string, dynamic.Interface, meta.RESTMapper) ([]runtime.Object, error):
		found, err = collect(kind, hook.ParamInformer, hook.ParamScope, ref, namespace, p.client, p.mapper)
	}
	if err != nil {
		return nil
	}
	for i, object := range found {
		if object == nil {
			continue
		}
		if content, err := runtime.DefaultUnstructuredConverter.ToUnstructured(object); err == nil {
			whole := &unstructured.Unstructured{Object: content}
			whole.SetAPIVersion(kind.APIVersion)
			whole.SetKind(kind.Kind)
			found[i] = whole
		}
	}
	return found
}

func (p *tracedPolicy) trace(
	ctx context.Context, of traced, in *input, matched schema.GroupVersionResource, bindings admissioncel.OptionalVariableBindings,
) traced {
	all := func(evaluator admissioncel.ConditionEvaluator, resource schema.GroupVersionResource, namespace *corev1.Namespace, budget int64) []outcome {
		request := admissioncel.CreateAdmissionRequest(
			in.attributes.Attributes, metav1.GroupVersionResource(resource), metav1.GroupVersionKind(in.attributes.VersionedKind))
		results, _, err := evaluator.ForInput(ctx, in.attributes, request, bindings, namespace, budget)
		if err != nil {
			return nil
		}
		var outcomes []outcome
		for _, result := range results {
			outcomes = append(outcomes, outcomeOf(result))
		}
		return outcomes
	}
	of.Conditions = all(p.conditions, in.attributes.GetResource(), nil, celconfig.RuntimeCELCostBudgetMatchConditions)
	if slices.ContainsFunc(of.Conditions, func(condition outcome) bool { return condition != isTrue }) {
		return of
	}
	namespace := admissioncel.CreateNamespaceObject(in.namespace)
	of.Validations = all(p.validations, matched, namespace, celconfig.RuntimeCELCostBudget)
	of.Variables = all(p.variables, matched, namespace, celconfig.RuntimeCELCostBudget)
	return of
}

func outcomeOf(result admissioncel.EvaluationResult) outcome {
	switch {
	case result.Error != nil || result.EvalResult == nil:
		return isError
	case result.EvalResult == types.True:
		return isTrue
	case result.EvalResult == types.False:
		return isFalse
	default:
		return isOther
	}
}
