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
        var page = new CertificationsApi(client).listCertifications(null, null, 200, null, null);
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
