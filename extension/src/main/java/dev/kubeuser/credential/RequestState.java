package dev.kubeuser.credential;

/**
 * A CertificateSigningRequest in the columns that {@code kubectl get csr} shows, as the API server itself prints them.
 *
 * @param name NAME of the object
 * @param age AGE since its creation, for example {@code 62s}
 * @param signerName SIGNERNAME, who is to sign
 * @param requestor REQUESTOR, the user who created the object
 * @param requestedDuration REQUESTEDDURATION, for example {@code 24h}
 * @param condition CONDITION: {@code Pending}, {@code Approved}, {@code Approved,Issued}, {@code Denied} or
 *     {@code Approved,Failed}
 */
public record RequestState(
        String name, String age, String signerName, String requestor, String requestedDuration, String condition) {

    /** The row, with its columns three spaces apart. */
    @Override
    public String toString() {
        return String.join("   ", name, age, signerName, requestor, requestedDuration, condition);
    }
}
