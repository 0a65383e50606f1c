/* The library of files and pictures: what is there, who uses it, replacing, merging (docs/files.md). */
#pragma once
#include "web/route.h"

route_handler library_list, library_add, library_show, library_act;
