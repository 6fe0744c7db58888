// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.query;

import static dev.kubeuser.query.AccessQuery.create;
import static dev.kubeuser.query.AccessQuery.deletecollection;
import static dev.kubeuser.query.AccessQuery.get;
import static dev.kubeuser.query.AccessQuery.list;
import static dev.kubeuser.query.AccessQuery.update;
import static dev.kubeuser.query.AccessQuery.verb;
import static dev.kubeuser.query.AccessQuery.watch;
import static dev.kubeuser.testkit.Failures.assertMistaken;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.request.NonResourceAttributes;
import dev.kubeuser.request.ResourceAttributes;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a question says, and what can be seen to be wrong with it before a server is asked. */
@SuppressWarnings("BadImport") // create is a verb of Kubernetes
class AccessQueryTest {

    @Test
    void a_question_is_read_as_kubectl_writes_it() {
        assertThat(list("pods").in("dev").attributes())
                .isEqualTo(new ResourceAttributes("list", "", "pods", "", "dev", ""));
        assertThat(get("pods/log").in("dev").attributes())
                .isEqualTo(new ResourceAttributes("get", "", "pods", "log", "dev", ""));
        assertThat(get("secrets").named("db").in("dev").attributes())
                .isEqualTo(new ResourceAttributes("get", "", "secrets", "", "dev", "db"));
        assertThat(update("deployments.apps/scale").inAllNamespaces().attributes())
                .isEqualTo(new ResourceAttributes("update", "apps", "deployments", "scale", "", ""));
        assertThat(list("pods.metrics.k8s.io").in("dev").attributes())
                .isEqualTo(new ResourceAttributes("list", "metrics.k8s.io", "pods", "", "dev", ""));
        assertThat(get("/metrics").attributes()).isEqualTo(new NonResourceAttributes("get", "/metrics"));
    }

    @Test
    void a_namespace_is_in_itself_as_in_a_real_request() {
        assertThat(get("namespaces").named("dev").attributes())
                .isEqualTo(new ResourceAttributes("get", "", "namespaces", "", "dev", "dev"));
        assertThat(list("namespaces").named("dev").attributes())
                .isEqualTo(new ResourceAttributes("list", "", "namespaces", "", "", "dev"));
        assertThat(create("namespaces").attributes())
                .isEqualTo(new ResourceAttributes("create", "", "namespaces", "", "", ""));
    }

    @Test
    void a_question_is_a_value_that_prints_itself() {
        assertThat(list("pods").in("dev"))
                .isEqualTo(verb("list", "pods").in("dev"))
                .hasSameHashCodeAs(verb("list", "pods").in("dev"))
                .isEqualTo(list("pods").inNamespace("dev"))
                .isNotEqualTo(list("pods").inAllNamespaces())
                .isNotEqualTo(list("pods"))
                .hasToString("list pods in namespace \"dev\"");
        assertThat(get("secrets").named("db").in("dev")).hasToString("get secrets \"db\" in namespace \"dev\"");
        assertThat(update("deployments.apps/scale").inAllNamespaces())
                .hasToString("update deployments.apps/scale in all namespaces");
        assertThat(list("nodes")).hasToString("list nodes");
        assertThat(verb("post", "/metrics")).hasToString("post /metrics");
    }

    @Test
    void a_question_says_what_it_was_asked_with() {
        assertThat(update("deployments.apps/scale").in("dev"))
                .returns("deployments.apps/scale", AccessQuery::resource)
                .returns(Optional.of("dev"), AccessQuery::namespace)
                .returns(false, AccessQuery::isInAllNamespaces);
        assertThat(list("pods").inAllNamespaces())
                .returns(Optional.empty(), AccessQuery::namespace)
                .returns(true, AccessQuery::isInAllNamespaces);
        assertThat(get("/metrics"))
                .returns("", AccessQuery::resource)
                .returns("/metrics", AccessQuery::path)
                .returns(Optional.empty(), AccessQuery::namespace)
                .returns(false, AccessQuery::isInAllNamespaces);
    }

    @Test
    void a_question_may_select_objects() {
        assertThat(list("pods").where("b!=c").where("a==x\\,y").labelled("app").in("dev"))
                .isEqualTo(list("pods").in("dev").labelled("app").where("a=x\\,y,b!=c"))
                .returns("a=x\\,y,b!=c", AccessQuery::fieldSelector)
                .returns("app", AccessQuery::labelSelector)
                .hasToString("list pods where a=x\\,y,b!=c labelled app in namespace \"dev\"");
        assertThat(watch("pods").where("metadata.name=web"))
                .isEqualTo(watch("pods").named("web"))
                .hasToString("watch pods \"web\"");
        assertThat(deletecollection("pods").where("metadata.name=web"))
                .hasToString("deletecollection pods where metadata.name=web");
        String longest = "b".repeat(100_000);
        assertThat(list("pods").where("a=" + longest)).returns("a=" + longest, AccessQuery::fieldSelector);
    }

    @Test
    void a_question_can_come_from_what_an_authorizer_is_asked() {
        assertThat(AccessQuery.of(new ResourceAttributes("get", "apps", "deployments", "scale", "dev", "web")))
                .isEqualTo(get("deployments.apps/scale").named("web").in("dev"));
        assertThat(AccessQuery.of(ResourceAttributes.of("list", "", "nodes"))).isEqualTo(list("nodes"));
    }

    @Test
    void should_refuse_what_no_server_could_make_sense_of() {
        assertMistaken(
                () -> verb("List", "pods"),
                "\"List\" is not a verb: a verb is one word, such as list. Did you mean \"list\"?");
        assertMistaken(
                () -> verb("two words", "pods"), "\"two words\" is not a verb: a verb is one word, such as list");
        assertMistaken(
                () -> list("Pods!"),
                "\"Pods!\" is not a resource: write it as kubectl does, pods, pods/log,"
                        + " deployments.apps/scale, or begin a URL with one /");
        assertMistaken(
                () -> list("pods").in("Dev"),
                "\"Dev\" cannot be the name of a namespace: up to 63 lower-case letters, digits and hyphens;"
                        + " for all at once there is inAllNamespaces()");
        assertMistaken(
                () -> list("pods").in(""),
                "\"\" cannot be the name of a namespace: up to 63 lower-case letters, digits and hyphens;"
                        + " for all at once there is inAllNamespaces()");
        assertMistaken(
                () -> get("secrets").named(" "), "named(\"\") names no object: leave it out to ask for all of them");
        assertMistaken(
                () -> get("/metrics").in("dev"),
                "/metrics is a URL, which has no names and no namespaces: leave out in(\"dev\")");
        assertMistaken(
                () -> get("/metrics").where("a=b"),
                "/metrics is a URL, which has no names and no namespaces: leave out where(\"a=b\")");
        assertMistaken(
                () -> get("pods").where("metadata.name=web"),
                "Authorizers see no selector of a request to get pods, only of list, watch and"
                        + " deletecollection: leave out where(\"metadata.name=web\"), or name one object in"
                        + " named(...)");
        assertMistaken(() -> list("pods").labelled(" "), "labelled(\" \") selects nothing more: leave it out");
        assertMistaken(
                () -> list("pods").labelled("a>1"),
                "\"a>1\" is not a label selector that authorizers see: write KEY=VALUE, KEY!=VALUE, KEY in"
                        + " (VALUE,VALUE), KEY notin (VALUE,VALUE), KEY or !KEY, and a comma between several");
        assertMistaken(
                () -> list("/metrics"),
                "URLs are asked for by HTTP method, get, head, post, put, patch, delete, options; nobody can"
                        + " \"list\" /metrics");
        assertMistaken(
                () -> get("/healthz?verbose"), "/healthz?verbose is not the path of a request: leave out its query");
        assertMistaken(
                () -> get("/healthz*"),
                "/healthz* is not the path of a request: only rules have a *, so name one path");
        assertMistaken(
                () -> get("/api/v1/pods"),
                "/api/v1/pods is the path of a resource. Rules for URLs, such as get /api/*, say nothing about"
                        + " it: name verb and resource, as in list(\"pods\").in(\"dev\")");
        assertMistaken(
                () -> get("/apis/apps/v1/namespaces/dev/deployments"),
                "/apis/apps/v1/namespaces/dev/deployments is the path of a resource. Rules for URLs, such as"
                        + " get /api/*, say nothing about it: name verb and resource, as in"
                        + " list(\"pods\").in(\"dev\")");
    }

    @Test
    void paths_above_those_of_resources_are_urls() {
        assertThat(get("/api/v1").attributes()).isEqualTo(new NonResourceAttributes("get", "/api/v1"));
        assertThat(get("/apis/apps/v1").attributes()).isEqualTo(new NonResourceAttributes("get", "/apis/apps/v1"));
    }
}
