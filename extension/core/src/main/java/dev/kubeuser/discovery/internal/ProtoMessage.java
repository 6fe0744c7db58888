package dev.kubeuser.discovery.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A protocol buffer, by field number; empty fields are left out, as usual. The generated classes of client-java would
 * warn in the log of every user's tests that they are too old for the runtime.
 *
 * @param fields all fields
 */
public record ProtoMessage(UnknownFieldSet fields) {

    /** The media type of objects of Kubernetes. */
    public static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

    // Fields of runtime.Unknown, the envelope of every object.
    private static final int TYPE = 1;
    private static final int OBJECT = 2;

    private static final ByteString MAGIC = ByteString.copyFrom(new byte[] {'k', '8', 's', 0});

    public static ProtoMessage empty() {
        return new ProtoMessage(UnknownFieldSet.getDefaultInstance());
    }

    public static ProtoMessage parse(ByteString encoded) throws InvalidProtocolBufferException {
        return new ProtoMessage(UnknownFieldSet.parseFrom(encoded));
    }

    /** Whether this is an object of Kubernetes. A proxy in front of the server may answer anything. */
    public static boolean isObject(ByteString body) {
        return body.startsWith(MAGIC);
    }

    /**
     * The object in the body of an answer.
     *
     * @throws IOException if there is none
     */
    public static ProtoMessage ofObject(ByteString body) throws IOException {
        if (!isObject(body)) {
            throw new IOException("the answer is not a protocol buffer of Kubernetes");
        }
        return parse(parse(body.substring(MAGIC.size())).bytes(OBJECT));
    }

    /** This object as the body of a request; the type has API version and kind. */
    public ByteString asObject(ByteString type) {
        return MAGIC.concat(empty().with(TYPE, type).with(OBJECT, this).encoded());
    }

    public ProtoMessage with(int number, String text) {
        return text.isEmpty() ? this : with(number, ByteString.copyFromUtf8(text));
    }

    public ProtoMessage with(int number, Iterable<String> texts) {
        ProtoMessage all = this;
        for (String text : texts) {
            all = all.with(number, text);
        }
        return all;
    }

    public ProtoMessage with(int number, ProtoMessage message) {
        return with(number, message.encoded());
    }

    public ProtoMessage with(int number, ByteString value) {
        Field field = Field.newBuilder().addLengthDelimited(value).build();
        return new ProtoMessage(fields.toBuilder().mergeField(number, field).build());
    }

    public ByteString encoded() {
        return fields.toByteString();
    }

    /** Empty if there is none. */
    public ByteString bytes(int number) {
        return fields.getField(number).getLengthDelimitedList().stream()
                .reduce((first, last) -> last)
                .orElse(ByteString.EMPTY);
    }

    /** Of a repeated field. */
    public List<ProtoMessage> messages(int number) throws InvalidProtocolBufferException {
        List<ProtoMessage> messages = new ArrayList<>();
        for (ByteString encoded : fields.getField(number).getLengthDelimitedList()) {
            messages.add(parse(encoded));
        }
        return messages;
    }

    public String text(int number) {
        return bytes(number).toStringUtf8();
    }

    /** Zero if there is none. */
    public long number(int number) {
        return fields.getField(number).getVarintList().stream()
                .reduce((first, last) -> last)
                .orElse(0L);
    }
}
