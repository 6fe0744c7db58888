// SPDX-License-Identifier: Apache-2.0
package dev.kubeuser.credential;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.HashMap;
import java.util.Map;
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
@API(status = API.Status.MAINTAINED, since = "0.1")
public record RequestState(
        String name, String age, String signerName, String requestor, String requestedDuration, String condition) {

    /** The first row of a Table, as the server prints it. */
    static RequestState of(JsonObject table) {
        JsonArray columns = table.getAsJsonArray("columnDefinitions");
        JsonArray cells = table.getAsJsonArray("rows").get(0).getAsJsonObject().getAsJsonArray("cells");
        Map<String, String> row = new HashMap<>();
        for (int i = 0; i < columns.size(); i++) {
            String column = columns.get(i).getAsJsonObject().get("name").getAsString();
            row.put(column, cells.get(i).getAsString());
        }
        return new RequestState(
                row.getOrDefault("Name", ""),
                row.getOrDefault("Age", ""),
                row.getOrDefault("SignerName", ""),
                row.getOrDefault("Requestor", ""),
                row.getOrDefault("RequestedDuration", ""),
                row.getOrDefault("Condition", ""));
    }

    /** The columns, three spaces apart. */
    @Override
    public String toString() {
        return String.join("   ", name, age, signerName, requestor, requestedDuration, condition);
    }
}
