// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;

/**
 * The pages of a namespace, as their author sees them.
 *
 * @param author a client that may do what authors do
 * @param namespace where they are
 */
public record Pages(KubernetesClient author, String namespace) {

    /** The system property for how many seconds an operator may take; fewer where it is expected to fail. */
    public static final String PATIENCE = "operator.patience";

    /** Repeats what asserts until it holds, and fails as it did last. */
    public static void eventually(ThrowingRunnable asserts) {
        await().atMost(Duration.ofSeconds(Integer.getInteger(PATIENCE, 60)))
                .ignoreExceptions()
                .untilAsserted(asserts);
    }

    void create(String name, String html) {
        WebPage page = new WebPage();
        page.setMetadata(
                new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
        page.setSpec(new WebPageSpec());
        page.getSpec().setHtml(html);
        author.resource(page).create();
    }

    void change(String name, String html) {
        author.resources(WebPage.class).inNamespace(namespace).withName(name).edit(page -> {
            page.getSpec().setHtml(html);
            return page;
        });
    }

    void delete(String name) {
        author.resources(WebPage.class).inNamespace(namespace).withName(name).delete();
    }

    WebPage get(String name) {
        return author.resources(WebPage.class)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    String content(String name) {
        return author.configMaps()
                .inNamespace(namespace)
                .withName(name)
                .require()
                .getData()
                .getOrDefault("index.html", "");
    }

    void assertServed(String name, String html) {
        assertThat(content(name)).isEqualTo(html);
        assertThat(author.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .isNotNull();
        assertThat(author.services().inNamespace(namespace).withName(name).get())
                .isNotNull();
        WebPage page = get(name);
        assertThat(page.getStatus()).isNotNull();
        assertThat(page.getStatus().getObservedGeneration())
                .isEqualTo(page.getMetadata().getGeneration());
    }

    void assertGone(String name) {
        assertThat(author.resources(WebPage.class)
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .isNull();
        assertThat(author.configMaps().inNamespace(namespace).withName(name).get())
                .isNull();
        assertThat(author.services().inNamespace(namespace).withName(name).get())
                .isNull();
        assertThat(author.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName(name)
                        .get())
                .isNull();
    }

    /** An operator that has stopped removes no finalizers, and what has one holds its namespace and its definition. */
    void clear() {
        var pages = author.resources(WebPage.class).inNamespace(namespace);
        pages.delete();
        pages.list()
                .getItems()
                .forEach(page -> author.resource(page).edit(left -> {
                    left.getMetadata().setFinalizers(List.of());
                    return left;
                }));
    }

    /** The reasons of the events about a page. */
    List<String> events(String name) {
        return author
                .v1()
                .events()
                .inNamespace(namespace)
                .withField("involvedObject.name", name)
                .list()
                .getItems()
                .stream()
                .map(Event::getReason)
                .toList();
    }
}
