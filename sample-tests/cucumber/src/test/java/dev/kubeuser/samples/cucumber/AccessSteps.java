package dev.kubeuser.samples.cucumber;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.review.AccessQuery.verb;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.session.KubeSession;
import io.cucumber.java.After;
import io.cucumber.java.en.Given;
import io.cucumber.java.en.Then;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Cucumber makes one for each scenario, so each scenario has its session. */
public class AccessSteps {

    private final KubeSession session = KubeSession.start();
    private final Map<String, KubeAccess> users = new HashMap<>();

    @After
    public void close() {
        session.close();
    }

    @Given("the policy {string}")
    public void policy(String file) {
        session.apply(file);
    }

    @Given("{word} of the group {word}")
    public void user(String name, String group) {
        users.put(name, session.user(name, group));
    }

    @Then("{word} can {word} {word} in {word}")
    public void allowed(String user, String verb, String resource, String namespace) {
        assertThat(access(user)).can(verb(verb, resource).in(namespace));
    }

    @Then("{word} cannot {word} {word} in {word}")
    public void denied(String user, String verb, String resource, String namespace) {
        assertThat(access(user)).cannot(verb(verb, resource).in(namespace));
    }

    private KubeAccess access(String user) {
        return Objects.requireNonNull(users.get(user), user);
    }
}
