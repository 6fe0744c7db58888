// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.samples.testng;

import static dev.kubeuser.assertion.KubeAssertions.assertThat;
import static dev.kubeuser.query.AccessQuery.list;

import dev.kubeuser.access.KubeAccess;
import dev.kubeuser.run.KubeSession;
import java.nio.file.Path;
import org.testng.IHookCallBack;
import org.testng.IHookable;
import org.testng.ITestResult;
import org.testng.annotations.AfterClass;
import org.testng.annotations.BeforeClass;
import org.testng.annotations.Test;

/** One session for the class; a hook gives the report the name of each test. */
public class DevelopersTest implements IHookable {

    private KubeSession session;
    private KubeAccess alice;

    @BeforeClass
    public void start() {
        session = KubeSession.builder().report(Path.of("target", "kubeuser")).start();
        session.apply("../policies/namespaces.yaml", "../policies/developers.yaml");
        alice = session.user("alice", "developers");
    }

    @AfterClass(alwaysRun = true)
    public void close() {
        session.close();
    }

    @Override
    public void run(IHookCallBack test, ITestResult result) {
        session.test(result.getName(), () -> test.runTestMethod(result));
    }

    @Test
    public void they_list_pods_in_dev() {
        assertThat(alice).can(list("pods").in("dev"));
    }

    @Test
    public void they_list_no_pods_in_ci() {
        assertThat(alice).cannot(list("pods").in("ci"));
    }
}
