package dev.kubeuser.benchmarks.firstok;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.CertificatesV1Api;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequest;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestCondition;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestSpec;
import io.kubernetes.client.openapi.models.V1CertificateSigningRequestStatus;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.util.ClientBuilder;
import io.kubernetes.client.util.KubeConfig;
import io.kubernetes.client.util.credentials.ClientCertificateAuthentication;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import okhttp3.Request;
import okhttp3.Response;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;

/**
 * The same test without kubeuser, on a cluster that runs: BouncyCastle makes the request, the official client sends it.
 * Run by {@link FirstOk}, not by Maven.
 */
class ByHandCase {

    /** The administrator's kubeconfig. */
    static final String KUBECONFIG = "firstok.kubeconfig";

    private static final String NAME = "flavono123";

    @Test
    void healthz() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair keys = generator.generateKeyPair();
        KubeConfig kubeconfig = kubeconfig();
        byte[] certificate = certificate(ClientBuilder.kubeconfig(kubeconfig).build(), request(keys));
        String body = ask(kubeconfig, certificate, pem(keys.getPrivate()));
        if (!body.equals("ok")) {
            throw new AssertionError(body);
        }
        System.out.println(FirstOk.SEEN);
    }

    private static KubeConfig kubeconfig() throws IOException {
        try (Reader file = Files.newBufferedReader(Path.of(System.getProperty(KUBECONFIG)))) {
            return KubeConfig.loadKubeConfig(file);
        }
    }

    private static byte[] request(KeyPair keys) throws Exception {
        return pem(new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=" + NAME), keys.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate())));
    }

    private static byte[] pem(Object object) throws IOException {
        StringWriter pem = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(pem)) {
            writer.writeObject(object);
        }
        return pem.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] certificate(ApiClient admin, byte[] request) throws ApiException, InterruptedException {
        CertificatesV1Api requests = new CertificatesV1Api(admin);
        V1CertificateSigningRequest sent = requests.createCertificateSigningRequest(new V1CertificateSigningRequest()
                        .apiVersion("certificates.k8s.io/v1")
                        .kind("CertificateSigningRequest")
                        .metadata(new V1ObjectMeta().generateName(NAME + "-"))
                        .spec(new V1CertificateSigningRequestSpec()
                                .signerName("kubernetes.io/kube-apiserver-client")
                                .usages(List.of("client auth"))
                                .request(request)))
                .execute();
        String name = sent.getMetadata().getName();
        sent.setStatus(new V1CertificateSigningRequestStatus()
                .addConditionsItem(new V1CertificateSigningRequestCondition()
                        .type("Approved")
                        .status("True")
                        .reason("ByHand")
                        .message("approved by hand")));
        requests.replaceCertificateSigningRequestApproval(name, sent).execute();
        while (true) {
            byte[] issued = requests.readCertificateSigningRequest(name)
                    .execute()
                    .getStatus()
                    .getCertificate();
            if (issued != null) {
                requests.deleteCertificateSigningRequest(name).execute();
                return issued;
            }
            Thread.sleep(5);
        }
    }

    private static String ask(KubeConfig kubeconfig, byte[] certificate, byte[] key) throws IOException {
        ApiClient user = new ClientBuilder()
                .setBasePath(kubeconfig.getServer())
                .setCertificateAuthority(kubeconfig.getDataOrFileRelative(
                        kubeconfig.getCertificateAuthorityData(), kubeconfig.getCertificateAuthorityFile()))
                .setAuthentication(new ClientCertificateAuthentication(certificate, key))
                .build();
        Request healthz =
                new Request.Builder().url(user.getBasePath() + "/healthz").build();
        try (Response response = user.getHttpClient().newCall(healthz).execute()) {
            return response.body().string();
        }
    }
}
