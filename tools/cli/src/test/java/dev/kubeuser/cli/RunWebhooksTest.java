// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Webhooks of a policy under {@code kubeuser run}: their Services have no pods. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the commands are for sh")
class RunWebhooksTest {

    private static final String WEBHOOKS = "src/test/resources/run/webhooks.yaml";
    private static final String PASSWORD = "of-no-use-elsewhere";
    private static final Pattern UID = Pattern.compile("\"uid\":\"([^\"]+)\"");

    private static final String WRITES = "kubectl create configmap good && kubectl create configmap evil";

    @TempDir
    private Path directory;

    private Run run(String options, Object... operands) throws Exception {
        return RunProcess.start(directory, "--manifests " + WEBHOOKS + " " + options, operands)
                .end();
    }

    /** Makes a certificate of 127.0.0.1 that signs itself, with its key. */
    private Path certificate() throws Exception {
        Path file = directory.resolve("ca.crt");
        keytool("-genkeypair", "-alias", "guard", "-keyalg", "EC", "-dname", "CN=guard", "-ext", "SAN=IP:127.0.0.1");
        keytool("-exportcert", "-alias", "guard", "-rfc", "-file", file.toString());
        return file;
    }

    private void keytool(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        command.addAll(List.of("-keystore", keys().toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
    }

    private Path keys() {
        return directory.resolve("keys.p12");
    }

    private SSLContext sslContext() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(KeyStore.getInstance(keys().toFile(), PASSWORD.toCharArray()), PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    @Test
    void those_that_name_a_service_are_left_out() throws Exception {
        RunProcess.require("kubectl");
        Run run = run("-- sh -c %s", WRITES + " && kubectl get validatingwebhookconfigurations,crds -o name")
                .ended(0);
        assertThat(run.out()).isEqualTo("""
            configmap/good created
            configmap/evil created
            validatingwebhookconfiguration.admissionregistration.k8s.io/elsewhere
            customresourcedefinition.apiextensions.k8s.io/pages.example.com
            """);
        assertThat(run.err())
                .contains("kubeuser: left out, because no pod serves webhooks here: ValidatingWebhookConfiguration"
                        + " guard, ValidatingWebhookConfiguration elsewhere, the conversion of"
                        + " CustomResourceDefinition pages.example.com. Those that envtest installs are"
                        + " served; name another server by --webhooks HOST:PORT --webhook-ca FILE\n");
    }

    @Test
    void a_server_of_the_user_is_called() throws Exception {
        RunProcess.require("kubectl");
        InetAddress loopback = InetAddress.getLoopbackAddress();
        Path authority = certificate();
        HttpsServer server = HttpsServer.create(new InetSocketAddress(loopback, 0), 0);
        ExecutorService threads = Executors.newCachedThreadPool();
        server.setHttpsConfigurator(new HttpsConfigurator(sslContext()));
        server.setExecutor(threads);
        server.createContext("/guard", RunWebhooksTest::review);
        server.start();
        try {
            Run run = run(
                            "--webhooks %s --webhook-ca %s -- sh -c %s",
                            loopback.getHostAddress() + ":"
                                    + server.getAddress().getPort(),
                            authority,
                            WRITES)
                    .ended(1);
            assertThat(run.out()).isEqualTo("configmap/good created\n");
            assertThat(run.err()).contains("admission webhook \"guard.example.com\" denied the request: evil");
        } finally {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static void review(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Matcher uid = UID.matcher(request);
        assertThat(uid.find()).isTrue();
        byte[] answer = """
            {"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview",
             "response": {"uid": "%s", "allowed": %b, "status": {"message": "evil"}}}\
            """.formatted(uid.group(1), !request.contains("\"name\":\"evil\""))
                .getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }
}
