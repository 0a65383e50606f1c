#include "site/accounts/password.h"

#include <string.h>

#include "base/moment.h"
#include "base/secret.h"
#include "base/text.h"
#include "site/visitor.h"
#include "web/limit.h"

#define FRESH_SECONDS 900
#define PASSWORD_MIN 12
#define PASSWORD_MAX 200 /* bytes */

static const char *hash_of(struct db *db, struct arena *arena, int64_t account)
{
    struct stmt *stmt = query(db, Q_account_show);
    bind_int(stmt, "account", account);
    const char *hash = step(stmt) ? arena_copy(arena, col_text(stmt, "password_hash")) : NULL;
    done(stmt);
    return hash;
}

bool account_has_password(struct db *db, struct arena *arena, int64_t account)
{
    return hash_of(db, arena, account);
}

bool account_password_right(struct request *request)
{
    const char *hash = hash_of(request->db, request->arena, visitor_of(request)->account),
               *password = request_form(request, "password");
    if (!hash)
        return true;
    if (!password || strlen(password) > PASSWORD_MAX ||
        !limit_take("password", visitor_of(request)->email, 5, 10))
        return false;
    return password_matches(password, hash);
}

/* Who finds an open session shall not make it theirs for ever: a password is asked for, or a mailed link was used a moment ago. */
static bool is_fresh(const struct request *request)
{
    return moment_now() - visitor_of(request)->since <= FRESH_SECONDS;
}

const char *account_not_proven(struct request *request)
{
    if (!account_password_right(request))
        return "accounts.password_wrong";
    return is_fresh(request) ||
                   account_has_password(request->db, request->arena, visitor_of(request)->account)
               ? NULL
               : "accounts.prove_again";
}

void account_proof_add(struct request *request, struct map *page)
{
    const struct visitor *visitor = visitor_of(request);
    bool has = account_has_password(request->db, request->arena, visitor->account);
    map_bool(page, "has_password", has);
    map_bool(page, "prove_again", !has && !is_fresh(request));
    map_text(page, "email", visitor->email);
}

/* Common ones that are long enough, in lower case; repeated and rising signs are found by rule. */
/* clang-format off */
static const char *const common[] = {
    "password1234", "password12345", "password123456", "passwordpassword", "password2024",
    "password2025", "password2026", "password!123", "passw0rd1234", "p@ssword1234",
    "p@ssw0rd1234", "qwertyuiop12", "qwertyuiop123", "qwertyuiop[]", "qwerty123456",
    "qwerty1234567", "qwerty12345678", "qwertyqwerty", "qwertyasdfgh", "qwertyuiopasdfghjkl",
    "1q2w3e4r5t6y", "1qaz2wsx3edc", "1qaz2wsx3edc4rfv", "q1w2e3r4t5y6", "zaq12wsxcde3",
    "zxcvbnm12345", "asdfghjkl123", "asdfghjkl;'l", "iloveyou1234", "iloveyou12345",
    "iloveyou123456", "iloveyouforever", "iloveyousomuch", "administrator", "administrator1",
    "administrator123", "admin1234567", "admin12345678", "adminadmin12", "adminadminadmin",
    "welcome12345", "welcome123456", "letmein12345", "letmeinplease", "abc123456789",
    "abcd12345678", "abcdefghijkl", "abcdefghijklm", "a1b2c3d4e5f6", "aa1234567890",
    "123456789abc", "123456789abcd", "12345678910", "1234567891011", "123123123123",
    "121212121212", "112233445566", "123321123321", "123qweasdzxc", "123456qwerty",
    "1234567890qwerty", "0987654321098", "changeme1234", "changemeplease", "secret123456",
    "trustno1trustno1", "monkey123456", "dragon123456", "football1234", "baseball1234",
    "sunshine1234", "princess1234", "superman1234", "batman123456", "michael12345",
    "jennifer1234", "computer1234", "internet1234", "starwars1234", "pokemon12345",
    "unbelievable", "thisisapassword", "mypassword123", "mypassword1234", "newpassword123",
    "testtesttest", "testpassword", "testing12345", "correcthorsebatterystaple", "whatever1234",
    "nothing12345", "helloworld12", "helloworld123", "hello1234567", "contraseña12",
    "contraseña123", "contraseña1234", "contrasena12", "contrasena123", "contrasena1234",
    "contraseñacontraseña", "micontraseña", "miclave12345", "clave1234567", "clave12345678",
    "hola12345678", "holahola1234", "holamundo123", "bienvenido12", "bienvenido123",
    "bienvenidos12", "teamomucho12", "teamomucho123", "teamo1234567", "tequieromucho",
    "estrellita12", "mexico123456", "mexico1234567", "vivamexico12", "vivamexico123",
    "guadalupe123", "guadalupe1234", "america12345", "chivas123456", "cruzazul1234",
    "zacatecas123", "zacatecas1234", "migracion123", "migracion1234", "migration123",
    "migration1234", "desarrollo12", "desarrollo123", "development1", "development12",
    "universidad1", "universidad12", "universidad123", "university12", "university123",
};
/* clang-format on */

static bool is_common(const char *password)
{
    for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
        if (!strcasecmp(password, common[i]))
            return true;
    }
    return false;
}

/* One or two signs over and over, or a run like 123456789012. */
static bool is_pattern(const char *password)
{
    size_t len = strlen(password), same = 0, rising = 0, other = 0;
    for (size_t i = 1; i < len; i++) {
        same += password[i] == password[i - 1];
        rising +=
            password[i] == password[i - 1] + 1 || (password[i] == '0' && password[i - 1] == '9');
        other += i > 1 && password[i] == password[i - 2];
    }
    return same + 2 >= len || rising + 3 >= len || other + 3 >= len;
}

const char *password_fault(const char *password, const char *email)
{
    if (text_blank(password) || text_length(password) < PASSWORD_MIN)
        return "accounts.password_short";
    if (strlen(password) > PASSWORD_MAX)
        return "accounts.password_long";
    if (is_common(password) || is_pattern(password) || (email && strcasestr(password, email)))
        return "accounts.password_common";
    return NULL;
}
