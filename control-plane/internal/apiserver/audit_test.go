package apiserver

import (
	"errors"
	"slices"
	"testing"

	authenticationv1 "k8s.io/api/authentication/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/types"
	auditapi "k8s.io/apiserver/pkg/apis/audit"
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

func TestAdministratorsAreAuditedAsOthersOnly(t *testing.T) {
	log := &written{}
	admin := authenticationv1.UserInfo{Username: "admin", Groups: []string{"system:masters", "system:authenticated"}}
	alice := authenticationv1.UserInfo{Username: "alice", Groups: []string{"system:authenticated"}}
	if !(userAudit{log}).ProcessEvents(
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
		processed := guardedAudit{log, func(write func() error) error {
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
		(userAudit{log}).ProcessEvents(event)
		if len(log.events) != 1 || (log.events[0].RequestObject != nil) != kept {
			t.Errorf("%q: %+v", body, log.events)
		}
	}
}

func TestBodiesOfReviewsAreLoggedIfOtherProgramsSendThem(t *testing.T) {
	for _, c := range []struct {
		id, group string
		kept      bool
	}{
		{"kubeuser-20260101-000000-00000000-1", "authorization.k8s.io", false},
		{"kubeuser-20260101-000000-00000000-2", "rbac.authorization.k8s.io", true},
		{"5b2f7b1e-0000-4000-8000-000000000000", "authorization.k8s.io", true},
	} {
		log := &written{}
		body := &runtime.Unknown{Raw: []byte("{}"), ContentType: runtime.ContentTypeJSON}
		(userAudit{log}).ProcessEvents(&auditapi.Event{
			AuditID:        types.UID(c.id),
			ObjectRef:      &auditapi.ObjectReference{APIGroup: c.group},
			RequestObject:  body,
			ResponseObject: body,
		})
		if len(log.events) != 1 || (log.events[0].RequestObject != nil) != c.kept || (log.events[0].ResponseObject != nil) != c.kept {
			t.Errorf("%s of %s: %+v", c.id, c.group, log.events)
		}
	}
}
