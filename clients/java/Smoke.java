import java.net.http.HttpClient;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.CertificationsApi;
import org.openapitools.client.api.SessionsApi;
import org.openapitools.client.model.SessionOpening;

/** Reads something public, signs in, and is refused as the contract says. */
public class Smoke {
    public static void main(String[] arguments) throws Exception {
        var client = new ApiClient();
        client.updateBaseUri(arguments[0]);
        // Without TLS the JDK would ask to speak HTTP/2 on its first request, which a plain HTTP/1.1 server takes ill.
        client.setHttpClientBuilder(HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1));
        var page = new CertificationsApi(client).listCertifications(null, null, 200, null);
        if (page.getItems().isEmpty()) throw new AssertionError("no certification");
        var wrong = new SessionOpening().email("employer@sandbox.example").password("wrong");
        try {
            new SessionsApi(client).openSession(wrong);
            throw new AssertionError("a wrong password was let through");
        } catch (ApiException refusal) {
            if (refusal.getCode() != 401) throw refusal;
        }
        var session = new SessionsApi(client).openSession(wrong.password("sandbox"));
        System.out.println(page.getItems().size() + " certifications, " + session.getRole());
    }
}
