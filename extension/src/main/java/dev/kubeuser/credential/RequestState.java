package dev.kubeuser.credential;

import org.apiguardian.api.API;

/**
 * A CertificateSigningRequest as {@code kubectl get csr} shows it: the columns that the API server prints.
 *
 * @param name NAME of the object
 * @param age AGE since its creation, for example {@code 62s}
 * @param signerName SIGNERNAME, the requested signer
 * @param requestor REQUESTOR, the user who created the object
 * @param requestedDuration REQUESTEDDURATION, for example {@code 24h}
 * @param condition CONDITION: {@code Pending}, {@code Approved}, {@code Approved,Issued}, {@code Denied} or
 *     {@code Approved,Failed}
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record RequestState(
        String name, String age, String signerName, String requestor, String requestedDuration, String condition) {

    /** The columns, three spaces apart. */
    @Override
    public String toString() {
        return String.join("   ", name, age, signerName, requestor, requestedDuration, condition);
    }
}
