package apiserver

import (
	"errors"
	"slices"
	"strings"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	auditapi "k8s.io/apiserver/pkg/apis/audit"
	auditv1 "k8s.io/apiserver/pkg/apis/audit/v1"
	"k8s.io/apiserver/pkg/audit"
)

// written is a backend that remembers what it is given.
type written struct {
	audit.Backend
	events []*auditapi.Event
}

func (w *written) ProcessEvents(events ...*auditapi.Event) bool {
	w.events = append(w.events, events...)
	return true
}

func ofUsersTo(log *written) auditLog {
	return auditLog{log, func(write func() error) error { return write() }, true}
}

func TestAdministratorsAreAuditedAsOthersOnly(t *testing.T) {
	log := &written{}
	admin := authenticationv1.UserInfo{Username: "admin", Groups: []string{"system:masters", "system:authenticated"}}
	alice := authenticationv1.UserInfo{Username: "alice", Groups: []string{"system:authenticated"}}
	if !ofUsersTo(log).ProcessEvents(
		&auditapi.Event{AuditID: "admin", User: admin},
		&auditapi.Event{AuditID: "admin as alice", User: admin, ImpersonatedUser: &alice},
		&auditapi.Event{AuditID: "alice", User: alice},
		&auditapi.Event{AuditID: "nobody"},
	) {
		t.Error("events were not processed")
	}
	var ids []string
	for _, event := range log.events {
		ids = append(ids, string(event.AuditID))
	}
	if want := []string{"admin as alice", "alice", "nobody"}; !slices.Equal(ids, want) {
		t.Errorf("events are %q", ids)
	}
}

func TestNothingIsAuditedWhenNothingMayBeWritten(t *testing.T) {
	for _, stopped := range []bool{false, true} {
		log := &written{}
		processed := auditLog{Backend: log, writing: func(write func() error) error {
			if stopped {
				return errors.New("stopped")
			}
			return write()
		}}.ProcessEvents(&auditapi.Event{AuditID: "alice"})
		if !processed || (len(log.events) == 0) != stopped {
			t.Errorf("stopped: %t, processed: %t, events: %d", stopped, processed, len(log.events))
		}
	}
}

func TestBodiesThatAreNoJSONAreLeftOut(t *testing.T) {
	for body, kept := range map[string]bool{`{"kind":"Role"}`: true, "kind: Role\n": false, "\xa1akaa": false, "": false} {
		log := &written{}
		event := &auditapi.Event{RequestObject: &runtime.Unknown{Raw: []byte(body), ContentType: runtime.ContentTypeJSON}}
		ofUsersTo(log).ProcessEvents(event)
		if len(log.events) != 1 || (log.events[0].RequestObject != nil) != kept {
			t.Errorf("%q: %+v", body, log.events)
		}
	}
}

func TestBodiesOfReviewsAreLoggedIfOtherProgramsAskAboutThemselves(t *testing.T) {
	const own, other = "kubeuser-20260101-000000-00000000-1", "5b2f7b1e-0000-4000-8000-000000000000"
	alice := authenticationv1.UserInfo{Username: "alice"}
	for _, c := range []struct {
		id, group, resource, user string
		impersonated              *authenticationv1.UserInfo
		kept                      bool
	}{
		{id: own, group: "authorization.k8s.io", resource: "selfsubjectaccessreviews"},
		{id: own, group: "authorization.k8s.io", resource: "subjectaccessreviews", user: "robot"},
		{id: own, group: "rbac.authorization.k8s.io", resource: "roles", kept: true},
		{id: other, group: "authorization.k8s.io", resource: "selfsubjectaccessreviews", kept: true},
		{id: other, group: "authorization.k8s.io", resource: "selfsubjectrulesreviews", kept: true},
		{id: other, group: "authorization.k8s.io", resource: "subjectaccessreviews", user: "robot", kept: true},
		{id: other, group: "authorization.k8s.io", resource: "localsubjectaccessreviews", user: "robot", kept: true},
		{id: other, group: "authorization.k8s.io", resource: "subjectaccessreviews", user: "alice"},
		{id: other, group: "authorization.k8s.io", resource: "localsubjectaccessreviews", user: "alice"},
		{id: other, group: "authorization.k8s.io", resource: "subjectaccessreviews"}, // about groups
		{id: other, group: "authorization.k8s.io", resource: "subjectaccessreviews", user: "alice", impersonated: &alice, kept: true},
		{id: other, group: "authorization.k8s.io", resource: "subjectaccessreviews", user: "robot", impersonated: &alice},
	} {
		log := &written{}
		body := []byte(`{"kind":"Review","apiVersion":"` + c.group + `/v1","spec":{"user":"` + c.user + `"},"status":{"allowed":true}}`)
		ofUsersTo(log).ProcessEvents(&auditapi.Event{
			AuditID:          types.UID(c.id),
			User:             authenticationv1.UserInfo{Username: "robot"},
			ImpersonatedUser: c.impersonated,
			ObjectRef:        &auditapi.ObjectReference{APIGroup: c.group, Resource: c.resource},
			RequestObject:    &runtime.Unknown{Raw: body, ContentType: runtime.ContentTypeJSON},
			ResponseObject:   &runtime.Unknown{Raw: body, ContentType: runtime.ContentTypeJSON},
		})
		if len(log.events) != 1 || (log.events[0].RequestObject != nil) != c.kept || (log.events[0].ResponseObject != nil) != c.kept {
			t.Errorf("%+v: %+v", c, log.events)
		}
	}
}

// review is the event of a SubjectAccessReview by an operator, as the API server makes it.
func review(about string) *auditapi.Event {
	spec := `"spec":{"resourceAttributes":{"namespace":"orders","verb":"get","resource":"configmaps"},"user":"` + about + `"}`
	head := `{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{},` + spec
	return &auditapi.Event{
		Level:      auditapi.LevelRequestResponse,
		AuditID:    "5b2f7b1e-0000-4000-8000-000000000000",
		Stage:      auditapi.StageResponseComplete,
		RequestURI: "/apis/authorization.k8s.io/v1/subjectaccessreviews",
		Verb:       "create",
		User: authenticationv1.UserInfo{
			Username: "system:serviceaccount:orders:operator",
			UID:      "0a1b2c3d-0000-4000-8000-000000000000",
			Groups:   []string{"system:serviceaccounts", "system:serviceaccounts:orders", "system:authenticated"},
			Extra:    map[string]authenticationv1.ExtraValue{"authentication.kubernetes.io/credential-id": {"JTI=6f7e8d9c-0000-4000-8000-000000000000"}},
		},
		SourceIPs:      []string{"127.0.0.1"},
		UserAgent:      "operator/v1.0.0 (linux/amd64) kubernetes/abcdef0",
		ObjectRef:      &auditapi.ObjectReference{Resource: "subjectaccessreviews", APIGroup: "authorization.k8s.io", APIVersion: "v1"},
		ResponseStatus: &metav1.Status{Code: 201},
		RequestObject:  &runtime.Unknown{Raw: []byte(head + `,"status":{"allowed":false}}`), ContentType: runtime.ContentTypeJSON},
		ResponseObject: &runtime.Unknown{Raw: []byte(head + `,"status":{"allowed":true,"reason":"RBAC: allowed"}}`), ContentType: runtime.ContentTypeJSON},
		Annotations: map[string]string{
			"authorization.k8s.io/decision": "allow",
			"authorization.k8s.io/reason":   `RBAC: allowed by ClusterRoleBinding "operator" of ClusterRole "system:auth-delegator" to ServiceAccount "operator/orders"`,
		},
	}
}

// logged returns the line of an event, as the backend of files writes it.
func logged(t *testing.T, event *auditapi.Event) string {
	t.Helper()
	log := &written{}
	ofUsersTo(log).ProcessEvents(event)
	line, err := runtime.Encode(audit.Codecs.LegacyCodec(auditv1.SchemeGroupVersion), log.events[0])
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(line))
}

func TestAReviewAboutAnotherIsAShortLine(t *testing.T) {
	const want = `{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"5b2f7b1e-0000-4000-8000-000000000000",` +
		`"stage":"ResponseComplete","requestURI":"/apis/authorization.k8s.io/v1/subjectaccessreviews","verb":"create",` +
		`"user":{"username":"system:serviceaccount:orders:operator",` +
		`"groups":["system:serviceaccounts","system:serviceaccounts:orders","system:authenticated"]},` +
		`"responseStatus":{"metadata":{},"code":201},"requestReceivedTimestamp":null,"stageTimestamp":null,` +
		`"annotations":{"authorization.k8s.io/decision":"allow"}}`
	if line := logged(t, review("alice")); line != want {
		t.Errorf("%d bytes: %s", len(line), line)
	}
}

func TestAReviewAboutTheSenderHasTheQuestionAndTheAnswer(t *testing.T) {
	line := logged(t, review("system:serviceaccount:orders:operator"))
	for _, part := range []string{
		`"level":"RequestResponse"`,
		`"userAgent":"operator/`,
		`"authorization.k8s.io/reason":`,
		`"requestObject":{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview",` +
			`"spec":{"resourceAttributes":{"namespace":"orders","verb":"get","resource":"configmaps"},` +
			`"user":"system:serviceaccount:orders:operator"}}`,
		`"responseObject":{"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview",` +
			`"status":{"allowed":true,"reason":"RBAC: allowed"}}`,
	} {
		if !strings.Contains(line, part) {
			t.Errorf("%s is not in %s", part, line)
		}
	}
}

func TestAReviewWithoutABodyIsLogged(t *testing.T) {
	refused := review("")
	refused.RequestObject, refused.ResponseObject = nil, nil
	refused.ResponseStatus = &metav1.Status{Code: 403, Message: "may not"}
	refused.Annotations["authorization.k8s.io/decision"] = "forbid"
	line := logged(t, refused)
	for _, part := range []string{`"code":403`, `"message":"may not"`, `"authorization.k8s.io/decision":"forbid"`} {
		if !strings.Contains(line, part) {
			t.Errorf("%s is not in %s", part, line)
		}
	}
}
