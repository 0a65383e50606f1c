/* The compiled templates that serve now. */
#pragma once
#include "web/template.h"

const struct template_set *site_templates(void);
