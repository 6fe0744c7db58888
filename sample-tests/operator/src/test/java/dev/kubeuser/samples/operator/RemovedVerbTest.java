// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubeuser.samples.operator.clientjava.PageControllerTest;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One verb less in the chart, and the operator's own tests say which, and what to add. Each of these waits for what the
 * operator does not do, on a cluster of its own, and so several wait at once.
 */
class RemovedVerbTest {

    @TempDir
    private Path copy;

    @BeforeAll
    static void expectFailure() {
        System.setProperty(Pages.PATIENCE, "20");
    }

    @AfterAll
    static void expectSuccess() {
        System.clearProperty(Pages.PATIENCE);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(value = Resources.SYSTEM_PROPERTIES, mode = ResourceAccessMode.READ)
    @CsvSource({
        "watch,  '',                   configmaps,      a_page_is_served",
        "create, '',                   events,          a_change_is_served",
        "patch,  samples.kubeuser.dev, webpages/status, a_page_is_served",
    })
    void the_test_of_the_operator_names_it(String verb, String group, String resource, String method)
            throws IOException {
        Path chart = ChartRun.without(verb, resource, copy);

        assertNames(ChartRun.failure(chart, WebPageOperatorTest.class, method), verb, group, resource);
    }

    @ParameterizedTest
    @Execution(ExecutionMode.CONCURRENT)
    @ResourceLock(value = Resources.SYSTEM_PROPERTIES, mode = ResourceAccessMode.READ)
    @CsvSource({
        "create, '',                   services,        a_page_is_served",
        "create, '',                   events,          a_change_is_served",
        "list,   samples.kubeuser.dev, webpages,        a_page_is_served",
    })
    void the_test_of_the_controller_names_it(String verb, String group, String resource, String method)
            throws IOException {
        Path chart = ChartRun.without(verb, resource, copy);

        assertNames(ChartRun.failure(chart, PageControllerTest.class, method), verb, group, resource);
    }

    /** That test sets a property of the JVM. */
    @Test
    @ResourceLock(Resources.SYSTEM_PROPERTIES)
    void the_test_with_the_extension_of_the_SDK_names_it() throws IOException {
        Path chart = ChartRun.without("patch", "webpages/status", copy);

        assertNames(
                ChartRun.failure(chart, LocallyRunOperatorTest.class, "a_page_is_served"),
                "patch",
                "samples.kubeuser.dev",
                "webpages/status");
    }

    /** As a change of the rule that is left, or as a rule to be pasted into the role. */
    private static void assertNames(String failure, String verb, String group, String resource) {
        assertThat(failure)
                .contains("ServiceAccount webpages/webpage-operator may not " + verb + " "
                        + resource.replaceFirst("/.*", ""))
                .containsPattern("\\+ verbs: \\[[^]]*" + verb + "]|- apiGroups: \\[\"" + group
                        + "\"]\\s+resources: \\[\"" + resource + "\"]\\s+verbs: \\[\"" + verb + "\"]");
    }
}
