/* The site's side of web/dispatch.h. */
#pragma once
#include "web/dispatch.h"

extern const struct site_hooks site_hooks;
