package dev.kubeuser.assertion;

import com.google.gson.stream.JsonReader;
import java.io.IOException;
import java.io.Reader;

/** Reads the status of an access review; the rest of it, of which there is much more, is passed over. */
final class ReviewAnswer {

    private final AccessQuery query;
    private boolean allowed;
    private String reason = "";
    private String evaluationError = "";

    ReviewAnswer(AccessQuery query) {
        this.query = query;
    }

    Answer read(Reader review) throws IOException {
        try (JsonReader json = new JsonReader(review)) {
            json.beginObject();
            while (json.hasNext()) {
                if (json.nextName().equals("status")) {
                    readStatus(json);
                } else {
                    json.skipValue();
                }
            }
            json.endObject();
        }
        return new Answer(query, allowed, reason, evaluationError);
    }

    private void readStatus(JsonReader json) throws IOException {
        json.beginObject();
        while (json.hasNext()) {
            switch (json.nextName()) {
                case "allowed" -> allowed = json.nextBoolean();
                case "reason" -> reason = json.nextString();
                case "evaluationError" -> evaluationError = json.nextString();
                default -> json.skipValue();
            }
        }
        json.endObject();
    }
}
