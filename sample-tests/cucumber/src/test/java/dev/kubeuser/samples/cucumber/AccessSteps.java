// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.cucumber;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.verb;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.run.KubeSession;
import io.cucumber.java.AfterAll;
import io.cucumber.java.Before;
import io.cucumber.java.BeforeAll;
import io.cucumber.java.Scenario;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Cucumber makes one for each scenario; all scenarios share the cluster and the policy. */
public class AccessSteps {

    private static final KubeSession SESSION =
            KubeSession.builder().report(Path.of("target", "kubeuser")).start();

    private final Map<String, KubeAccess> users = new HashMap<>();
    private String scenario = "";

    @BeforeAll
    public static void apply() {
        SESSION.apply("../policies/namespaces.yaml", "../policies/developers.yaml");
    }

    @AfterAll
    public static void close() {
        SESSION.close();
    }

    @Before
    public void name(Scenario current) {
        scenario = current.getName();
    }

    @Given("{word} of the group {word}")
    public void user(String name, String group) {
        users.put(name, SESSION.user(name, group));
    }

    @Then("{word} can {word} {word} in {word}")
    public void allowed(String user, String verb, String resource, String namespace) {
        SESSION.test(
                scenario,
                () -> assertThat(access(user)).can(verb(verb, resource).in(namespace)));
    }

    @Then("{word} cannot {word} {word} in {word}")
    public void denied(String user, String verb, String resource, String namespace) {
        SESSION.test(
                scenario,
                () -> assertThat(access(user)).cannot(verb(verb, resource).in(namespace)));
    }

    private KubeAccess access(String user) {
        return Objects.requireNonNull(users.get(user), user);
    }
}
