package dev.kubeuser.review.internal;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import com.google.protobuf.UnknownFieldSet.Field;

/** A protocol buffer to be sent, by the numbers of its fields. Those that are empty are left out, as usual. */
public final class ProtoMessage {

    private final UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();

    public ProtoMessage with(int number, String text) {
        return text.isEmpty() ? this : with(number, ByteString.copyFromUtf8(text));
    }

    public ProtoMessage with(int number, Iterable<String> texts) {
        texts.forEach(text -> with(number, text));
        return this;
    }

    public ProtoMessage with(int number, ProtoMessage message) {
        return with(number, message.encoded());
    }

    public ProtoMessage with(int number, ByteString value) {
        fields.mergeField(number, Field.newBuilder().addLengthDelimited(value).build());
        return this;
    }

    public ByteString encoded() {
        return fields.build().toByteString();
    }
}
